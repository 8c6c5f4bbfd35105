//! The messages that the contract understands.

use crate::points::Points;

tongquan_host::entry_points! {
    Points:
    "PSP22::total_supply"
    "PSP22::balance_of"
    "PSP22::allowance"
    "PSP22::transfer"
    "PSP22::transfer_from"
    "PSP22::approve"
    "PSP22::increase_allowance"
    "PSP22::decrease_allowance"
    "PSP22Metadata::token_name"
    "PSP22Metadata::token_symbol"
    "PSP22Metadata::token_decimals"
    "PSP22Burnable::burn"
    "Issuance::cap"
    "Issuance::issuer"
    "Issuance::issuer_count"
    "Issuance::issuer_at"
    "Issuance::set_issuer"
    "Issuance::issue"
    "Issuance::issue_batch"
    "Ownable::owner"
    "Ownable::pending_owner"
    "Ownable::transfer_ownership"
    "Ownable::accept_ownership"
}
