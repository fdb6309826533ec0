//! The settings of the model that reads conversations.

use super::{ModelConfig, parse::Reader};

const OPEN_AI: &str = "https://api.openai.com/v1";
const DEFAULT_MODEL: &str = "gpt-4o-mini";
/// What the default model costs at OpenAI, in and out, in millionths of a dollar a million tokens.
const DEFAULT_PRICES_MICROS: (i64, i64) = (150_000, 600_000);

impl Reader<'_> {
    /// They are read, and complained about, even where no key and no address turn the model on.
    pub(super) fn model(&mut self) -> Option<ModelConfig> {
        let api_key = self
            .text("AI_INTEGRATIONS_OPENAI_API_KEY")
            .or_else(|| self.text("OPENAI_API_KEY"))
            .map(str::to_owned);
        let base_url = self
            .http_url("AI_INTEGRATIONS_OPENAI_BASE_URL")
            .or_else(|| self.http_url("OPENAI_BASE_URL"));
        let model = self
            .text("OPENAI_MODEL")
            .unwrap_or(DEFAULT_MODEL)
            .to_owned();
        let is_known = model == DEFAULT_MODEL && base_url.as_deref().unwrap_or(OPEN_AI) == OPEN_AI;
        let (input, output) = if is_known {
            DEFAULT_PRICES_MICROS
        } else {
            (0, 0)
        };
        let is_on = api_key.is_some() || base_url.is_some();
        let config = ModelConfig {
            api_key,
            base_url: base_url.unwrap_or_else(|| OPEN_AI.to_owned()),
            model,
            timeout_seconds: self.number("OPENAI_TIMEOUT_SECONDS", 600).unwrap_or(60),
            concurrency: self.number("OPENAI_CONCURRENCY", 64).unwrap_or(4),
            input_price_micros: self.price_micros("OPENAI_INPUT_PRICE").unwrap_or(input),
            output_price_micros: self.price_micros("OPENAI_OUTPUT_PRICE").unwrap_or(output),
        };
        is_on.then_some(config)
    }

    fn number(&mut self, name: &str, most: u16) -> Option<u16> {
        self.parsed(name, &format!("a number from 1 to {most}"), |text| {
            text.parse()
                .ok()
                .filter(|it| (1..=most).contains(it))
                .ok_or(())
        })
    }

    fn price_micros(&mut self, name: &str) -> Option<i64> {
        self.parsed(name, "US dollars a million tokens, as in 0.15", |text| {
            micros(text).ok_or(())
        })
    }

    fn http_url(&mut self, name: &str) -> Option<String> {
        let may_be = "an address that begins with http:// or https://";
        self.parsed(name, may_be, |text| {
            let rest = text
                .strip_prefix("https://")
                .or_else(|| text.strip_prefix("http://"));
            match rest {
                Some(rest) if !rest.is_empty() => Ok(text.trim_end_matches('/').to_owned()),
                _ => Err(()),
            }
        })
    }
}

/// Dollars with up to six digits after the point, as millionths.
fn micros(text: &str) -> Option<i64> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits = |it: &str| it.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || whole.len() > 6 || part.len() > 6 || !digits(whole) || !digits(part) {
        return None;
    }
    format!("{whole}{part:0<6}").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::micros;

    #[test]
    fn a_price_is_read_exactly() {
        assert_eq!(micros("0.15"), Some(150_000));
        assert_eq!(micros("12"), Some(12_000_000));
        assert_eq!(micros("0.000001"), Some(1));
        for bad in ["", "-1", "1e3", ".5", "0.0000001", "NaN", "1,5"] {
            assert_eq!(micros(bad), None, "{bad}");
        }
    }
}
