//! What a contract can be told, from its bundle's metadata.

use serde::Serialize;
use tongquan_client::Chain;

use super::{
    findings::{Severity, Subject},
    inspector::Inspector,
    rights::{reach, Reach},
};
use crate::{
    book::{ContractKind, Hex},
    metadata::{Callable, Metadata},
    sheet::Sheet,
};

#[derive(Debug, Clone, Serialize)]
pub struct MessageView {
    pub label: String,
    pub selector: Hex<4>,
    pub arguments: Vec<String>,
    pub mutates: bool,
    pub payable: bool,
    pub doc: String,
    /// What it can do to others than its caller, and by which right.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub warning: Option<String>,
}

/// All messages. Notes those that take native currency, and those that nobody reviewed.
pub fn messages<C: Chain>(
    inspector: &mut Inspector<'_, C>,
    kind: ContractKind,
    metadata: &Metadata,
) -> Vec<MessageView> {
    for callable in metadata.spec.constructors.iter().chain(&metadata.spec.messages) {
        if callable.payable {
            let text = format!("{} takes native currency, as none should", callable.label);
            inspector.error(Subject::Payable, text);
        }
    }
    let views = metadata.spec.messages.iter().map(|message| {
        let warning = match (message.mutates, reach(kind, &message.label)) {
            (false, _) | (true, Some(Reach::Own)) => None,
            (true, Some(Reach::Others(right))) => Some(right.to_owned()),
            (true, None) => {
                let text = format!("{} changes something, and was never reviewed", message.label);
                inspector.note(Severity::Warning, Subject::Unreviewed, text);
                Some("never reviewed: it may do anything".into())
            }
        };
        view(message, warning)
    });
    views.collect()
}

fn view(message: &Callable, warning: Option<String>) -> MessageView {
    let argument = |argument: &crate::metadata::Argument| {
        format!("{}: {}", argument.label, argument.kind.display_name.join("::"))
    };
    MessageView {
        label: message.label.clone(),
        selector: message.selector,
        arguments: message.args.iter().map(argument).collect(),
        mutates: message.mutates,
        payable: message.payable,
        doc: message.docs.join("\n").trim().to_owned(),
        warning,
    }
}

/// The messages as people read them: those that change something, or all.
pub fn show(sheet: &mut Sheet, messages: &[MessageView], all: bool) {
    for message in messages.iter().filter(|message| all || message.mutates) {
        let selector = hex::encode(message.selector.0);
        let changes = if message.mutates { "changes" } else { "reads" };
        let arguments = message.arguments.join(", ");
        sheet.note(format!("    0x{selector} {changes} {}({arguments})", message.label));
        if message.payable {
            sheet.note("               payable!");
        }
        if let Some(warning) = &message.warning {
            sheet.note(format!("               ! {warning}"));
        }
        for line in message.doc.lines().take_while(|line| all || !line.trim().is_empty()) {
            sheet.note(format!("               {}", line.trim()).trim_end());
        }
    }
}
