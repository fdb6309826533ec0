//! What a lead desk is made of: plain types and pure rules, without a database or HTTP.

pub mod area_code;
pub mod contact;
pub mod context;
pub mod csv;
pub mod language;
pub mod mention;
pub mod mortgage;
pub mod number;
pub mod stage;
pub mod today;
pub mod validate;
