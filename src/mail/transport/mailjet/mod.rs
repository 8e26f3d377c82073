//! Mailjet's Send API v3.1: one letter a call, and a question first where the last answer was lost.

use std::net::IpAddr;
use std::sync::OnceLock;
use std::time::Duration;

use reqwest::header::{CONTENT_TYPE, RETRY_AFTER};
use reqwest::{Client, RequestBuilder, Response, Url, redirect, retry};
use serde::Serialize;

use super::super::letter::RenderedLetter;
use super::{Accepted, Attempt, SendError};
use crate::domain::{EmailAddress, LetterId, Timestamp, Veiled, text};

mod answer;

use answer::{Answer, Found};

/// Most bytes of an answer that are looked at; a good one has some 300.
const MAX_ANSWER: usize = 256 * 1024;
const USER_AGENT: &str = concat!("vestibule/", env!("CARGO_PKG_VERSION"));

/// What Mailjet needs to know.
#[derive(Debug)]
pub struct MailjetAccess {
    /// Half of the credentials.
    pub api_key: Veiled,
    /// The other half.
    pub api_secret: Veiled,
    /// Where the API is, such as `https://api.mailjet.com`.
    pub base_url: String,
    /// Whom letters come from; Mailjet must have validated it.
    pub sender: EmailAddress,
    /// And by what name.
    pub sender_name: String,
    /// How long to wait.
    pub patience: Patience,
}

/// How long to wait for Mailjet. A question and a call together have to fit into the lease of a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// For a connection.
    pub connect: Duration,
    /// For the whole call.
    pub whole: Duration,
    /// For the question whether a letter has arrived already.
    pub question: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self { connect: Duration::from_secs(10), whole: Duration::from_secs(30), question: Duration::from_secs(15) }
    }
}

/// Why an address is no place for Mailjet's API. The words are for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BaseUrlError {
    /// No URL, or none with a host.
    #[error("That is no address of an API. Example: https://api.mailjet.com")]
    NoUrl,
    /// The credentials would cross the net for everybody to read.
    #[error("Letters and keys may only travel over https. Example: https://api.mailjet.com")]
    NotHttps,
    /// It carries more than a place.
    #[error("Give the address alone, without a name, a password, a question mark or a hash.")]
    TooMuch,
}

/// Hands letters to Mailjet.
pub struct MailjetTransport {
    access: MailjetAccess,
    base: String,
    loopback: bool,
    /// Built for the first letter: certificates and buffers cost memory that most sessions never need.
    client: OnceLock<Client>,
}

impl MailjetTransport {
    /// Checks the address. Nothing is opened yet.
    ///
    /// # Errors
    /// [`BaseUrlError`] unless it is https, or a loopback host.
    pub fn new(mut access: MailjetAccess) -> Result<Self, BaseUrlError> {
        let url: Url = access.base_url.parse().map_err(|_| BaseUrlError::NoUrl)?;
        let host = url.host_str().filter(|host| !host.is_empty()).ok_or(BaseUrlError::NoUrl)?;
        let loopback = is_loopback(host);
        match url.scheme() {
            "https" => {}
            "http" if loopback => {}
            "http" => return Err(BaseUrlError::NotHttps),
            _ => return Err(BaseUrlError::NoUrl),
        }
        let named = !url.username().is_empty() || url.password().is_some();
        if named || url.query().is_some() || url.fragment().is_some() {
            return Err(BaseUrlError::TooMuch);
        }
        let base = url.as_str().trim_end_matches('/').to_owned();
        access.sender_name = text::clean_line(&access.sender_name, 64);
        Ok(Self { access, base, loopback, client: OnceLock::new() })
    }

    /// Hands one letter over. After a try that had no clear answer Mailjet is asked first whether it has the
    /// letter, so that nobody gets it twice.
    ///
    /// # Errors
    /// [`SendError`] says whether to try again.
    pub async fn send(&self, letter: &RenderedLetter, attempt: Attempt, now: Timestamp) -> Result<Accepted, SendError> {
        if attempt == Attempt::Again
            && let Some(accepted) = self.find(letter.id, now).await?
        {
            return Ok(accepted);
        }
        let body = serde_json::to_vec(&self.request(letter)).map_err(|_| {
            SendError::permanent("This letter can't be put into a request. That is a defect of this program.")
        })?;
        let request = self.client()?.post(format!("{}/v3.1/send", self.base)).header(CONTENT_TYPE, "application/json");
        let answer = self.call(request.body(body), self.access.patience.whole, now).await?;
        answer::judge(&answer)
    }

    /// Whether Mailjet has a letter of that `CustomID`. A question that is not understood counts as no: a
    /// letter that comes twice is better than none.
    async fn find(&self, id: LetterId, now: Timestamp) -> Result<Option<Accepted>, SendError> {
        let request = self.client()?.get(format!("{}/v3/REST/message?CustomID={id}", self.base));
        let answer = self.call(request, self.access.patience.question, now).await?;
        match answer::find(&answer, &id.to_string())? {
            Found::Message(provider_id) => {
                tracing::info!(letter = %id, "Mailjet has this letter from an earlier try");
                Ok(Some(Accepted { provider_id }))
            }
            Found::None => Ok(None),
        }
    }

    async fn call(&self, request: RequestBuilder, whole: Duration, now: Timestamp) -> Result<Answer, SendError> {
        let request = {
            let (key, secret) = (self.access.api_key.open(), self.access.api_secret.open());
            request.basic_auth(key.expose(), Some(secret.expose()))
        };
        let sent = request.timeout(whole).send().await;
        let response = sent.map_err(|error| unanswered(&error.without_url()))?;
        let status = response.status().as_u16();
        let retry_after = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok()).map(str::to_owned);
        Ok(Answer::new(status, retry_after.as_deref(), read(response).await, now))
    }

    fn client(&self) -> Result<&Client, SendError> {
        if let Some(client) = self.client.get() {
            return Ok(client);
        }
        let mut builder = Client::builder()
            .user_agent(USER_AGENT)
            .connect_timeout(self.access.patience.connect)
            .redirect(redirect::Policy::none())
            // The worker alone decides about tries. A connection that is kept would be found dead by the
            // next letter, and nobody could tell whether that was sent.
            .retry(retry::never())
            .pool_max_idle_per_host(0);
        if self.loopback {
            builder = builder.no_proxy();
        }
        let client = builder.build().map_err(|error| {
            tracing::error!(error = %error.without_url(), "no https client");
            SendError::later("This machine can't make an https connection. Check its certificates and proxy settings.")
        })?;
        Ok(self.client.get_or_init(|| client))
    }

    fn request<'a>(&'a self, letter: &'a RenderedLetter) -> Request<'a> {
        Request {
            messages: [Message {
                from: Mailbox { email: self.access.sender.as_str(), name: &self.access.sender_name },
                to: [Mailbox { email: letter.to.as_str(), name: &letter.to_name }],
                subject: &letter.subject,
                text_part: letter.text.expose(),
                html_part: letter.html.expose(),
                custom_id: letter.id.to_string(),
                track_opens: "disabled",
                track_clicks: "disabled",
            }],
        }
    }
}

/// What an answer to a letter comes to. Public for the fuzz target, which asks no server.
///
/// # Errors
/// [`SendError`], as [`MailjetTransport::send`].
#[doc(hidden)]
pub fn judge_answer(
    status: u16,
    retry_after: Option<&str>,
    body: &[u8],
    now: Timestamp,
) -> Result<Accepted, SendError> {
    answer::judge(&Answer::new(status, retry_after, body.to_vec(), now))
}

/// What an answer to the question for a letter comes to. Public for the fuzz target, as [`judge_answer`].
///
/// # Errors
/// [`SendError`], as [`MailjetTransport::send`].
#[doc(hidden)]
pub fn find_answer(
    status: u16,
    retry_after: Option<&str>,
    body: &[u8],
    custom_id: &str,
    now: Timestamp,
) -> Result<Option<Accepted>, SendError> {
    Ok(match answer::find(&Answer::new(status, retry_after, body.to_vec(), now), custom_id)? {
        Found::Message(provider_id) => Some(Accepted { provider_id }),
        Found::None => None,
    })
}

fn is_loopback(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || bare.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// No answer. Only a connection that was never made surely sent nothing.
fn unanswered(error: &reqwest::Error) -> SendError {
    // The kind alone is said: an error of the layers below may quote what was sent.
    let (kind, why) = if error.is_connect() {
        ("connect", "Mailjet can't be reached. Check this machine's connection to the internet.")
    } else if error.is_timeout() {
        ("timeout", "Mailjet took too long to answer.")
    } else {
        ("broken off", "The connection to Mailjet broke off.")
    };
    tracing::debug!(kind, "no answer from Mailjet");
    SendError::later(why)
}

/// Reads as much of an answer as there is: one that breaks off is judged by what came.
async fn read(mut response: Response) -> Vec<u8> {
    let mut body = Vec::new();
    while let Ok(Some(chunk)) = response.chunk().await {
        let room = MAX_ANSWER.saturating_sub(body.len());
        body.extend(chunk.iter().take(room));
        if chunk.len() >= room {
            break;
        }
    }
    body
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Request<'a> {
    messages: [Message<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Message<'a> {
    from: Mailbox<'a>,
    to: [Mailbox<'a>; 1],
    subject: &'a str,
    text_part: &'a str,
    #[serde(rename = "HTMLPart")]
    html_part: &'a str,
    #[serde(rename = "CustomID")]
    custom_id: String,
    track_opens: &'a str,
    track_clicks: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Mailbox<'a> {
    email: &'a str,
    /// Left out rather than empty: an empty string is refused (mj-0012).
    #[serde(skip_serializing_if = "str::is_empty")]
    name: &'a str,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open(base_url: &str) -> Result<MailjetTransport, BaseUrlError> {
        MailjetTransport::new(MailjetAccess {
            api_key: Veiled::new(&"key".into(), &crate::vault::OsEntropy),
            api_secret: Veiled::new(&"secret".into(), &crate::vault::OsEntropy),
            base_url: base_url.to_owned(),
            sender: "desk@example.org".parse().unwrap(),
            sender_name: "Desk".to_owned(),
            patience: Patience::default(),
        })
    }

    #[test]
    fn keys_never_cross_the_net_in_the_clear() {
        for (url, answer) in [
            ("https://api.mailjet.com", None),
            ("https://api.us.mailjet.com/", None),
            ("http://127.0.0.1:8080", None),
            ("http://[::1]:8080", None),
            ("http://localhost:8080", None),
            ("http://api.mailjet.com", Some(BaseUrlError::NotHttps)),
            ("http://127.0.0.1.example.org", Some(BaseUrlError::NotHttps)),
            ("http://localhost.example.org", Some(BaseUrlError::NotHttps)),
            ("ftp://api.mailjet.com", Some(BaseUrlError::NoUrl)),
            ("api.mailjet.com", Some(BaseUrlError::NoUrl)),
            ("", Some(BaseUrlError::NoUrl)),
            ("https://key:secret@api.mailjet.com", Some(BaseUrlError::TooMuch)),
            ("https://api.mailjet.com/?x=1", Some(BaseUrlError::TooMuch)),
        ] {
            assert_eq!(open(url).err(), answer, "{url}");
        }
        assert_eq!(open("https://api.us.mailjet.com/").unwrap().base, "https://api.us.mailjet.com");
    }

    #[test]
    fn a_question_and_a_call_fit_into_the_lease() {
        let patience = Patience::default();
        assert!(patience.whole + patience.question < crate::mail::worker::LEASE);
    }
}
