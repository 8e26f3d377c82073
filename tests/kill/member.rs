//! A member with a second factor, who has shown the password at every seat.

use std::time::Duration;

use vestibule::auth::challenge::{Identifier, Proof, Target};
use vestibule::auth::login::{Credentials, LogIn};
use vestibule::domain::{Seat, SecondFactor, Secret, SessionToken, Timestamp, TotpCode};

use super::desk::{Desk, PASSWORD, address};

/// Tickets are asked for anew before they run out: they are good for five minutes.
const TICKETS_FOR: Duration = Duration::from_secs(4 * 60);

pub struct Member {
    name: &'static str,
    phone: totp_rs::Totp,
    /// Recovery codes that nobody has used.
    codes: Vec<Secret>,
    /// One for each seat, and when they were given out.
    tickets: (Vec<String>, Timestamp),
}

impl Member {
    /// Signs up, and turns the second factor on. The code of that half minute is used.
    pub fn enrolled(desk: &Desk, now: Timestamp) -> Self {
        let name = "mira";
        let flow = desk.sign_up(name, &address(name));
        let code = Proof::parse(desk.letter(flow.letter.unwrap()).code.unwrap().expose()).unwrap();
        desk.auth.verify(&desk.seat, &Target::Flow(flow.challenge), &code, None).unwrap();
        let LogIn::In(signed_in) = log_in(desk, &desk.seat, name) else { panic!("there is no second factor yet") };
        let begun = desk.auth.begin_second_factor(&signed_in.token).unwrap();
        let phone = phone(begun.uri.expose());
        let code = TotpCode::parse(&digits(&phone, now)).unwrap();
        let enrolled = desk.auth.confirm_second_factor(&desk.seat, &signed_in.token, &code).unwrap();
        Self { name, phone, codes: enrolled.recovery_codes, tickets: (Vec::new(), now) }
    }

    /// What the phone shows.
    pub fn digits(&self, now: Timestamp) -> String {
        digits(&self.phone, now)
    }

    /// The next of the recovery codes, which was not used yet.
    pub fn code(&mut self) -> Option<Secret> {
        self.codes.pop()
    }

    /// Recovery codes that are left.
    pub fn left(&self) -> u32 {
        u32::try_from(self.codes.len()).unwrap()
    }

    /// Makes new recovery codes. The code of that half minute is used.
    pub fn renew_codes(&mut self, desk: &Desk, now: Timestamp) {
        let token = self.signed_in(desk, now);
        self.codes = desk.auth.renew_recovery_codes(&desk.seat, &token).unwrap().recovery_codes;
    }

    fn signed_in(&self, desk: &Desk, now: Timestamp) -> SessionToken {
        let LogIn::NeedsSecondFactor(ticket) = log_in(desk, &desk.seat, self.name) else { panic!("signed in by half") };
        let factor = SecondFactor::parse(&self.digits(now)).unwrap();
        desk.auth.log_in_second(&desk.seat, &ticket, &factor).unwrap().token
    }

    /// A ticket for each of the seats.
    pub fn tickets(&mut self, desk: &Desk, now: Timestamp, seats: &[Seat]) -> &[String] {
        let (tickets, since) = &mut self.tickets;
        if tickets.len() != seats.len() || now.since(*since) > TICKETS_FOR {
            let ticket = |seat| match log_in(desk, seat, self.name) {
                LogIn::NeedsSecondFactor(ticket) => ticket.expose().to_owned(),
                other => panic!("{other:?}"),
            };
            (*tickets, *since) = (seats.iter().map(ticket).collect(), now);
        }
        tickets
    }
}

fn log_in(desk: &Desk, seat: &Seat, name: &str) -> LogIn {
    let credentials = Credentials { who: Identifier::parse(name), password: PASSWORD.into() };
    desk.auth.log_in(seat, credentials).unwrap()
}

/// A phone that has read the QR code.
fn phone(uri: &str) -> totp_rs::Totp {
    let secret = uri.split_once("secret=").unwrap().1.split('&').next().unwrap();
    let secret = totp_rs::Secret::try_from_base32(secret).unwrap();
    totp_rs::Builder::new().with_secret(secret).build().unwrap()
}

fn digits(phone: &totp_rs::Totp, now: Timestamp) -> String {
    phone.generate(u64::try_from(now.seconds()).unwrap()).to_string()
}
