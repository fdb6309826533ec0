//! From a request to types: JSON bodies, queries, path ids and the command id, each with errors
//! in the shape of Django REST framework.

mod body;
mod command_key;
mod field;
mod form;
mod id;
mod nul;
mod query;

pub(crate) use self::{
    body::{Json, OptionalJson, media_type, read_body},
    command_key::{CommandHeader, CommandKey},
    field::data_error,
    form::form_object,
    id::{Id, Ids},
    query::{Query, query_of},
};
