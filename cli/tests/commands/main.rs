//! Every command, on the embedded chain and on a node. One program, for it is long to compile.

mod auction;
mod audit;
mod audit_scenarios;
mod bench;
mod bulk;
mod bulk_cuts;
mod bulk_on_a_node;
mod campaign;
mod counter_story;
mod coupon;
mod cut;
mod deploy;
mod deploy_on_a_node;
mod first_steps;
mod forward;
mod gift;
mod market;
mod merchant;
mod points;
mod qr;
mod shaky;
mod statement;
mod swap;
mod till;
mod town;
