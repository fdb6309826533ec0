//! From a request to types: JSON bodies, queries, path ids and the command id, each with errors
//! in the shape of Django REST framework.

mod body;
mod command_key;
mod field;
mod form;
mod id;
mod multipart;
mod nul;
mod query;
mod shape;

pub(crate) use self::{
    body::{Json, JsonOfMessages, OptionalJson, media_type, read_body},
    command_key::{CommandHeader, CommandKey},
    field::data_error,
    form::form_object,
    id::{Id, Ids},
    multipart::multipart_object,
    nul::{faults_of_fields as nul_faults, may_be_in as may_hold_nul},
    query::{Query, query_of},
    shape::{no_choice, no_dictionary},
};
