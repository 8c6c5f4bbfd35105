//! A coupon travels by link to somebody who is new to the chain, and a red packet is shared out.

use gift::GiftLinks;
use points::Points;
use psp22::PSP22;
use psp34::{Id, PSP34};
use tongquan_client::{
    at, deploy_gift, greeting_hash, look_behind, Account, AccountId, Chain, GiftLink, GiftPlace,
    GiftSecret, Packet, Page,
};
use tongquan_traits::{
    assets::Asset,
    campaigns::Kind,
    coupons::CouponView,
    gifts::{Claim, GiftClaimed, Gifts, Terms},
    issuance::Issuance,
    redemption::Redemption,
};

use super::{
    auctions::{find, yuan, Shops, YUAN},
    narrator::{address, Narrator},
    points::{points_text, POINT},
};
use crate::{
    bundle,
    counter::{order, DAY, HOUR},
    market::{item, points},
    shop::Fault,
};

const PAGE: &str = "https://coupons.example";
/// What the packet holds, and in how many shares.
const PACKET: u128 = 888 * POINT;
const GUESTS: [&str; 6] = ["Fei", "Gao", "Han", "Ivo", "Jia", "Kim"];

/// The gift links and those who use them.
struct Story<'a, C> {
    chain: &'a mut C,
    narrator: &'a mut Narrator,
    shops: &'a Shops,
    gift: AccountId,
}

pub async fn tell<C: Chain>(
    chain: &mut C,
    narrator: &mut Narrator,
    shops: &Shops,
) -> Result<(), Fault> {
    narrator.chapter(
        "Gift links (转赠链接) and red packets (红包)",
        "A gift travels as a link, to somebody who has no account yet and no money for fees. Only who has the\n\
         link can claim; whoever submits the claim can change nothing in it.",
    );
    let bundle = bundle("gift")?;
    let deployed = deploy_gift(chain, &shops.tea.shop.mallory, &bundle, b"gifts").await?;
    narrator.deployed("Eve", "deploys the gift links, and has no rights in them", &deployed);
    let (gift, size) = (deployed.value, bundle.code().len());
    narrator.note(&format!("contract {}, {size} bytes of code", address(&gift)));
    let mut story = Story { chain, narrator, shops, gift };
    let dora = Account::dev("dora");
    let (link, voucher) = story.voucher().await?;
    story.claim(&link, &dora).await?;
    story.till(&dora, voucher).await?;
    let (packet, links) = story.packet().await?;
    story.guests(packet, &links).await?;
    story.rest(packet).await?;
    story.balances(&dora).await
}

/// Fixed, so that the story is the same each time. Real ones are drawn: `GiftSecret::fresh`.
fn secret(number: u8) -> Result<GiftSecret, Fault> {
    Ok(GiftSecret::from_bytes([number; 32])?)
}

fn guest(number: u32) -> Account {
    Account::dev(&format!("packet guest {number}"))
}

impl<C: Chain> Story<'_, C> {
    fn messages(&self) -> <GiftLinks as ink::codegen::ContractCallBuilder>::Type {
        at::<GiftLinks>(self.gift)
    }

    async fn place(&mut self, gift: u64) -> Result<GiftPlace, Fault> {
        let genesis_hash = self.chain.genesis_hash().await?;
        Ok(GiftPlace { genesis_hash, contract: self.gift, gift })
    }

    /// Ben gives his tea voucher to whoever has the link.
    async fn voucher(&mut self) -> Result<(GiftLink, u64), Fault> {
        const GREETING: &str = "Have a tea on me!";
        let tea = &self.shops.tea;
        let ben = &tea.shop.ben;
        let is_voucher = |view: &CouponView| matches!(view.kind, Kind::Voucher { .. });
        let voucher = find(self.chain, tea, ben, is_voucher).await?;
        let approve = tea.messages().approve(self.gift, Some(Id::U64(voucher)), true);
        let approved = self.chain.call(ben, approve).await?;
        self.narrator.done("Ben", "lets the gift links take his tea voucher", &approved);
        let secret = secret(1)?;
        let terms = Terms {
            shares: 1,
            drawn: false,
            keys: secret.keys(),
            recipient: None,
            until: self.chain.now().await? + 7 * DAY,
            notice: HOUR,
            greeting: Some(greeting_hash(GREETING)),
        };
        let give = self.messages().give(Asset::Item { item: item(tea, voucher) }, terms);
        let given = self.chain.call(ben, give).await?;
        let left = tea.view(self.chain, voucher).await?.left;
        let does =
            format!("gives the voucher over {} away, to be claimed within a week", yuan(left));
        self.narrator.done("Ben", &does, &given);
        let link = GiftLink::new(self.place(given.value).await?, secret, Some(GREETING))?;
        let text = link.on_page(&Page::new(PAGE)?);
        self.narrator.note(&format!(
            "He sends Dora the link, {} characters: {}…",
            text.len(),
            &text[..PAGE.len() + 24]
        ));
        Ok((GiftLink::read(&text)?, voucher))
    }

    /// Dora claims with the link, and the Tea House submits it for her.
    async fn claim(&mut self, link: &GiftLink, dora: &Account) -> Result<(), Fault> {
        let shop = &self.shops.tea.shop;
        let present = look_behind(self.chain, link).await?;
        let voucher = present.coupon.ok_or("there is no coupon behind the link")?;
        let native = self.chain.native_balance(dora.id()).await?;
        self.narrator.note(&format!(
            "Dora reads \"{}\" and sees a voucher over {}.",
            link.greeting().unwrap_or_default(),
            yuan(voucher.left)
        ));
        self.narrator
            .note(&format!("She has {native} of the chain's currency, so she only signs."));
        let claim = link.claim(dora.id(), 0);
        let signature = link.account().sign_claim(self.gift, &claim);
        let stolen = Claim { recipient: shop.mallory.id(), ..claim };
        let steal = self.messages().claim(stolen, link.proof(), 0, signature);
        let refused = self.chain.call(&shop.mallory, steal).await;
        self.narrator.refused("Eve", "sees the claim on its way, and tries to get it", refused)?;
        let gift = self.gift;
        let submit = || at::<GiftLinks>(gift).claim(claim, link.proof(), 0, signature);
        let claimed = self.chain.call(&shop.merchant, submit()).await?;
        self.narrator.done("The Tea House", "submits it for Dora, who has the voucher", &claimed);
        let refused = self.chain.call(&shop.merchant, submit()).await;
        self.narrator.refused("The Tea House", "submits it once more", refused)
    }

    /// Dora pays with the voucher, still without a fee.
    async fn till(&mut self, dora: &Account, voucher: u64) -> Result<(), Fault> {
        let tea = &self.shops.tea;
        let amount = 20 * YUAN;
        let (ticket, signature) =
            tea.ticket(self.chain, dora, order("dora-1"), amount, &[voucher]).await?;
        let redeem = tea.messages().redeem_with_ticket(ticket, signature);
        let redeemed = self.chain.call(&tea.till, redeem).await?;
        let does = format!("redeems {} of it, by the ticket that Dora shows", yuan(amount));
        self.narrator.done("The till", &does, &redeemed);
        Ok(())
    }

    /// The Tea House gives a packet, a link for each guest.
    async fn packet(&mut self) -> Result<(u64, Vec<GiftLink>), Fault> {
        let tea = &self.shops.tea;
        let merchant = &tea.shop.merchant;
        let issue = at::<Points>(tea.shop.points).issue(merchant.id(), PACKET);
        let issued = self.chain.call(merchant, issue).await?;
        let does = format!("issues {} for a red packet", points_text(PACKET));
        self.narrator.done("The Tea House", &does, &issued);
        let approve = at::<Points>(tea.shop.points).approve(self.gift, PACKET);
        let approved = self.chain.call(merchant, approve).await?;
        self.narrator.done("The Tea House", "lets the gift links take them", &approved);
        let secrets = (11..).take(GUESTS.len()).map(secret).collect::<Result<_, _>>()?;
        let packet = Packet::of(secrets)?;
        let terms = Terms {
            shares: u32::try_from(GUESTS.len())?,
            drawn: true,
            keys: packet.keys(),
            recipient: None,
            until: self.chain.now().await? + DAY,
            notice: 0,
            greeting: None,
        };
        let give = self.messages().give(points(tea, PACKET), terms);
        let given = self.chain.call(merchant, give).await?;
        let does = format!("gives them in {} drawn shares, for a day", GUESTS.len());
        self.narrator.done("The Tea House", &does, &given);
        let place = self.place(given.value).await?;
        let links = (0u32..).zip(GUESTS).map(|(number, _)| packet.link(place, number, None));
        Ok((given.value, links.collect::<Result<_, _>>()?))
    }

    /// All guests but the last claim; Ben submits what they sign.
    async fn guests(&mut self, packet: u64, links: &[GiftLink]) -> Result<(), Fault> {
        let ben = &self.shops.tea.shop.ben;
        let last = links.len() - 1;
        self.narrator.note("Each guest has a link, and signs. Ben submits it for them.");
        for ((number, link), name) in (0u32..).zip(&links[..last]).zip(GUESTS) {
            let claim = link.claim(guest(number).id(), 0);
            let signature = link.account().sign_claim(self.gift, &claim);
            let submit = self.messages().claim(claim, link.proof(), 0, signature);
            let claimed = self.chain.call(ben, submit).await?;
            let event = claimed.events.of::<GiftClaimed>(self.gift).pop().ok_or("no claim")?;
            let does = format!("opens the packet: {}", points_text(event.amount));
            self.narrator.done(name, &does, &claimed);
        }
        let claim = links[last].claim(guest(0).id(), 0);
        let signature = links[last].account().sign_claim(self.gift, &claim);
        let again = self.messages().claim(claim, links[last].proof(), 0, signature);
        let refused = self.chain.call(ben, again).await;
        self.narrator.refused(
            GUESTS[0],
            "finds another link, and wants a second share",
            refused,
        )?;
        let found = self.chain.read(self.messages().gift(packet)).await?.ok_or("no packet")?;
        self.narrator.note(&format!(
            "Nobody could choose a share: each was drawn when the packet was given. {} are left.",
            points_text(found.left)
        ));
        Ok(())
    }

    /// What nobody opened goes back, and the deposits of the claims to who paid them.
    async fn rest(&mut self, packet: u64) -> Result<(), Fault> {
        let shop = &self.shops.tea.shop;
        self.chain.advance(DAY).await?;
        self.narrator.note("A day later:");
        let sent = self.chain.call(&shop.cai, self.messages().send_back(vec![packet])).await?;
        self.narrator.done("Cai", "sends the Tea House the rest, as anyone may", &sent);
        let recipients = (0u32..).take(GUESTS.len() - 1).map(|number| guest(number).id()).collect();
        let clear = self.messages().clear_claims(packet, recipients);
        let cleared = self.chain.call(&shop.ben, clear).await?;
        self.narrator.done("Ben", "gets back the deposits of what he submitted", &cleared);
        Ok(())
    }

    async fn balances(&mut self, dora: &Account) -> Result<(), Fault> {
        let shop = &self.shops.tea.shop;
        let mut balances = Vec::new();
        let guests = (0u32..).zip(GUESTS).map(|(number, name)| (name, guest(number).id()));
        let others = [
            ("Dora", dora.id()),
            ("the Tea House", shop.merchant.id()),
            ("the gift links", self.gift),
        ];
        for (who, account) in guests.chain(others) {
            let balance = at::<Points>(shop.points).balance_of(account);
            balances.push((who, self.chain.read(balance).await?));
        }
        self.narrator.balances("TEA", 2, &balances);
        Ok(())
    }
}
