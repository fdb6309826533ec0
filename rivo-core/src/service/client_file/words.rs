//! What the file says of its own, in the language of its reader. The English text is the key.

use crate::{clock::Timestamp, model::language::Language};

/// Says things in a reader's language.
#[derive(Clone, Copy)]
pub(super) struct Say(pub(super) Language);

impl Say {
    /// A word or a sentence; as it is, where the catalogue has none.
    pub(super) fn word(self, english: &str) -> &str {
        match self.0 {
            Language::English => english,
            Language::Spanish => spanish(english).unwrap_or(english),
        }
    }

    /// A sentence with values in the places of their names.
    pub(super) fn filled(self, english: &str, values: &[(&str, &str)]) -> String {
        let mut said = String::new();
        let mut rest = self.word(english);
        // From the front, so that braces in a value are none of a place.
        while let Some((before, name, after)) = next_place(rest) {
            said.push_str(before);
            let value = values.iter().find(|(known, _)| *known == name);
            said.push_str(value.map_or("", |(_, value)| *value));
            rest = after;
        }
        said.push_str(rest);
        said
    }

    /// A moment to the minute, in UTC.
    pub(super) fn moment(self, at: Timestamp) -> String {
        let at = at.to_jiff().to_zoned(jiff::tz::TimeZone::UTC);
        match self.0 {
            Language::English => at.strftime("%b %-d, %Y, %-I:%M %p UTC").to_string(),
            Language::Spanish => {
                let month = usize::try_from(at.month() - 1).unwrap_or_default();
                let half = if at.hour() < 12 { "a. m." } else { "p. m." };
                format!(
                    "{} {} {} UTC",
                    at.strftime("%-d"),
                    MONTHS.get(month).copied().unwrap_or_default(),
                    at.strftime(&format!("%Y, %-I:%M {half}"))
                )
            }
        }
    }

    /// A share in hundredths, with so many digits behind the point.
    pub(super) fn percent(self, share: f64, digits: usize) -> String {
        match self.0 {
            Language::English => format!("{share:.digits$}%"),
            Language::Spanish => format!("{share:.digits$} %"),
        }
    }
}

/// Dollars and cents, as both languages write them in the United States.
pub(super) fn dollars(amount: f64) -> String {
    let text = format!("{amount:.2}");
    let (whole, cents) = text.split_once('.').unwrap_or((&text, "00"));
    let mut grouped = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("${grouped}.{cents}")
}

fn next_place(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once('{')?;
    let (name, after) = rest.split_once('}')?;
    Some((before, name, after))
}

fn spanish(english: &str) -> Option<&'static str> {
    let found = SPANISH.iter().find(|(key, _)| *key == english);
    found.map(|(_, spanish)| *spanish)
}

const MONTHS: [&str; 12] = [
    "ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic",
];

const SPANISH: &[(&str, &str)] = &[
    (
        "Exported by {who} on {when}. All figures are estimates from what the client said.",
        "Exportado por {who} el {when}. Todas las cifras son estimaciones a partir de lo que dijo el cliente.",
    ),
    ("Client", "Cliente"),
    ("Contact", "Contacto"),
    ("Email", "Correo electrónico"),
    ("Phone", "Teléfono"),
    ("Stage", "Etapa"),
    ("Since", "Desde"),
    ("Assigned to", "Asignado a"),
    ("Source", "Origen"),
    ("Lead since", "Prospecto desde"),
    ("Last message", "Último mensaje"),
    ("Facts", "Datos"),
    ("Fact", "Dato"),
    ("Value", "Valor"),
    ("From", "Según"),
    ("Confidence", "Confianza"),
    ("Said", "Lo que dijo"),
    ("a person", "una persona"),
    ("a model", "un modelo"),
    ("the rules", "las reglas"),
    ("{share}, not verified", "{share}, sin verificar"),
    ("Figures (estimates)", "Cifras (estimaciones)"),
    ("Loan to value", "Préstamo sobre valor"),
    ("Housing ratio", "Deuda-ingresos, solo vivienda"),
    ("needs {list}", "falta: {list}"),
    ("{amount} a month", "{amount} al mes"),
    ("{low} to {high}", "de {low} a {high}"),
    ("from {list}", "a partir de: {list}"),
    (
        "Only the mortgage payment is counted, no other debts.",
        "Solo se cuenta el pago de la hipoteca, ninguna otra deuda.",
    ),
    (
        "An hourly wage is counted as 2,080 hours a year.",
        "Un salario por hora se cuenta como 2,080 horas al año.",
    ),
    (
        "30 years, principal and interest only.",
        "30 años, solo capital e intereses.",
    ),
    ("Notes", "Notas"),
    ("None.", "Ninguna."),
    ("Tasks", "Tareas"),
    ("done {when}", "hecha el {when}"),
    ("due {when}", "vence el {when}"),
    ("open", "pendiente"),
    ("The rest is left out.", "El resto se omite."),
    ("Timeline", "Cronología"),
    ("Stage {from} → {to}", "Etapa {from} → {to}"),
    ("reason", "motivo"),
    ("remark", "comentario"),
    ("by", "por"),
    ("nobody yet", "nadie todavía"),
    ("Assigned to {who}", "Asignado a {who}"),
    ("Conversation", "Conversación"),
    (
        "Not shown to this reader.",
        "No se muestra a quien lee este archivo.",
    ),
    ("Session {id}", "Sesión {id}"),
    ("Bot", "Asistente"),
    ("Audit", "Auditoría"),
    ("When", "Cuándo"),
    ("Who", "Quién"),
    ("What", "Qué"),
    ("Before", "Antes"),
    ("After", "Después"),
    // Stages.
    ("Lead", "Prospecto"),
    ("Contacted", "Contactado"),
    ("Qualified", "Calificado"),
    ("Documents pending", "Documentos pendientes"),
    ("Documents received", "Documentos recibidos"),
    ("Application started", "Solicitud iniciada"),
    ("Application submitted", "Solicitud enviada"),
    ("Application in process", "Solicitud en proceso"),
    ("Application approved", "Solicitud aprobada"),
    ("Disbursed", "Desembolsado"),
    ("Active", "Activo"),
    ("Lost", "Perdido"),
    ("Closed", "Cerrado"),
    ("Rejected", "Rechazado"),
    // Reasons.
    ("Rate or costs", "Tasa o costos"),
    ("Went to another lender", "Se fue con otro prestamista"),
    ("Pays cash or moves away", "Paga en efectivo o se muda"),
    ("Not the right time", "No es el momento"),
    ("No response", "Sin respuesta"),
    ("Not qualified yet", "Todavía no califica"),
    ("Withdrew the application", "Retiró la solicitud"),
    ("Approved, not accepted", "Aprobado, no aceptado"),
    ("Credit", "Crédito"),
    ("Income", "Ingresos"),
    ("Debt to income", "Relación deuda-ingresos"),
    ("Collateral", "Garantía"),
    ("Documentation", "Documentación"),
    ("Employment", "Empleo"),
    ("Paid off", "Liquidado"),
    ("Property sold", "Propiedad vendida"),
    ("Refinanced elsewhere", "Refinanciado en otro lugar"),
    ("Left incomplete", "Quedó incompleto"),
    ("Junk", "Basura"),
    ("Duplicate", "Duplicado"),
    ("Other", "Otro"),
    // Facts.
    ("Intent", "Intención"),
    ("Loan amount", "Monto del préstamo"),
    ("Monthly payment", "Pago mensual"),
    ("Interest rate", "Tasa de interés"),
    ("Loan type", "Tipo de préstamo"),
    ("Property type", "Tipo de propiedad"),
    ("Property value", "Valor de la propiedad"),
    ("Credit score", "Puntaje de crédito"),
    ("Preferences", "Preferencias"),
    ("Key points", "Puntos clave"),
    ("Sentiment", "Sentimiento"),
    ("Urgency", "Urgencia"),
    ("Summary", "Resumen"),
    ("positive", "positivo"),
    ("neutral", "neutral"),
    ("negative", "negativo"),
    ("low", "baja"),
    ("medium", "media"),
    ("high", "alta"),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::model::{
        context::{FACT_PATHS, FactKind},
        stage::{ReasonCode, Stage},
    };

    /// The texts that the page says, as its source has them.
    fn said_by_the_page() -> BTreeSet<&'static str> {
        let source = include_str!("page.rs");
        let mut said = BTreeSet::new();
        for call in ["say.word(", "say.filled("] {
            for rest in source.split(call).skip(1) {
                // Others are labels of the model, below.
                if let Some(text) = rest.trim_start().strip_prefix('"') {
                    said.insert(text.split_once('"').unwrap().0);
                }
            }
        }
        said
    }

    #[test]
    fn every_text_has_its_spanish_and_none_is_left_over() {
        let mut said = said_by_the_page();
        assert!(said.len() > 40, "{said:?}");
        said.extend(Stage::ALL.map(Stage::label));
        said.extend(ReasonCode::ALL.iter().map(|code| code.label()));
        for known in &FACT_PATHS {
            said.insert(known.label);
            if let FactKind::Choice(choices) = known.kind {
                said.extend(choices);
            }
        }
        said.extend(crate::model::mortgage::ASSUMPTIONS);
        let has: BTreeSet<&str> = SPANISH.iter().map(|(english, _)| *english).collect();
        assert_eq!(has.len(), SPANISH.len(), "each once");
        let without: Vec<_> = said.difference(&has).collect();
        assert!(without.is_empty(), "without Spanish: {without:?}");
        let left: Vec<_> = has.difference(&said).collect();
        assert!(left.is_empty(), "said nowhere: {left:?}");
        for (english, spanish) in SPANISH {
            let places = |text: &'static str| {
                let mut places = BTreeSet::new();
                let mut rest = text;
                while let Some((_, name, after)) = next_place(rest) {
                    places.insert(name);
                    rest = after;
                }
                places
            };
            assert_eq!(places(english), places(spanish), "{english}");
        }
    }

    #[test]
    fn dates_and_money_are_written_as_the_reader_writes_them() {
        let at: Timestamp = "2026-03-02T15:05:00Z".parse().unwrap();
        let [english, spanish] = [Language::English, Language::Spanish].map(Say);
        assert_eq!(english.moment(at), "Mar 2, 2026, 3:05 PM UTC");
        assert_eq!(spanish.moment(at), "2 mar 2026, 3:05 p. m. UTC");
        assert_eq!(english.percent(79.96, 1), "80.0%");
        assert_eq!(spanish.percent(95.0, 0), "95 %");
        for (amount, text) in [
            (7.0, "$7.00"),
            (999.5, "$999.50"),
            (1199.1, "$1,199.10"),
            (1_234_567.0, "$1,234,567.00"),
        ] {
            assert_eq!(dollars(amount), text);
        }
        let who = [("who", "{when}"), ("when", "now")];
        assert_eq!(english.filled("{who} at {when}", &who), "{when} at now");
    }
}
