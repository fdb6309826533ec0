//! Extraction without a model.
use futures_util::future::BoxFuture;
use super::{ExtractError, Extraction, Extractor, Transcript};
/// Reads transcripts by rules alone.
#[derive(Clone, Copy, Debug, Default)]
pub struct RulesExtractor;
impl Extractor for RulesExtractor {
    fn name(&self) -> String { "rules".to_owned() }
    fn extract<'a>(&'a self, _transcript: &'a Transcript) -> BoxFuture<'a, Result<Extraction, ExtractError>> {
        Box::pin(async { Ok(Extraction { extractor: self.name(), ..Extraction::default() }) })
    }
}
