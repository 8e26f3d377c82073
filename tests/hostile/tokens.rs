//! Tokens that somebody made.

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};
use vestibule::domain::LetterKind;
use vestibule::vault::TokenKind;

use crate::house::{House, address};

fn part(token: &str, at: usize) -> Value {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(token.split('.').nth(at).unwrap()).unwrap()).unwrap()
}

fn spelled(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}

/// A house, a good token of it, and whether the house takes another.
fn house_and_token() -> (House, String) {
    let house = House::new();
    house.sign_up("mira");
    let token = house.letter(LetterKind::VerifySignUp, &address("mira")).token_text().unwrap();
    assert!(takes(&house, &token), "the token is good");
    (house, token)
}

fn takes(house: &House, token: &str) -> bool {
    house.vault.tokens().check(token, &TokenKind::ALL, house.now()).is_ok()
}

#[test]
fn a_key_that_a_token_brings_along_is_not_used() {
    let (house, token) = house_and_token();
    let (header, claims) = (part(&token, 0), part(&token, 1));
    let seed = [7; 32];
    let pair = Ed25519KeyPair::from_seed_unchecked(&seed).unwrap();
    let public = URL_SAFE_NO_PAD.encode(pair.public_key().as_ref());
    let jwk = json!({"kty": "OKP", "crv": "Ed25519", "x": public, "kid": header["kid"]});
    for (name, value) in [
        ("jwk", jwk.clone()),
        ("jku", json!("https://example.net/keys.json")),
        ("x5u", json!("https://example.net/chain.pem")),
        ("x5c", json!([public])),
        ("kid", json!("../../../../dev/null")),
        ("kid", json!("' UNION SELECT 'x")),
        ("kid", jwk),
    ] {
        let mut header = header.clone();
        header[name] = value;
        let body = format!("{}.{}", spelled(&header), spelled(&claims));
        let forged = format!("{body}.{}", URL_SAFE_NO_PAD.encode(pair.sign(body.as_bytes())));
        assert!(!takes(&house, &forged), "{name} = {}", header[name]);
    }
}

#[test]
fn no_other_algorithm_is_taken() {
    let (house, token) = house_and_token();
    let (header, claims) = (part(&token, 0), part(&token, 1));
    let kid = header["kid"].as_str().unwrap();
    // The public key, as far as an outsider can guess it, and nothing at all, as the secret of an HMAC.
    for secret in [b"".as_slice(), kid.as_bytes(), token.as_bytes()] {
        for algorithm in [Algorithm::HS256, Algorithm::HS384, Algorithm::HS512] {
            let mut other = Header::new(algorithm);
            (other.typ, other.kid) = (header["typ"].as_str().map(str::to_owned), Some(kid.to_owned()));
            let forged = jsonwebtoken::encode(&other, &claims, &EncodingKey::from_secret(secret)).unwrap();
            assert!(!takes(&house, &forged), "{algorithm:?}");
        }
    }
    let signature = token.rsplit('.').next().unwrap();
    for word in ["none", "None", "NONE", "nOnE", "", "eddsa", "EdDSA ", "RS256", "ES256", "Ed448"] {
        let mut other = header.clone();
        other["alg"] = json!(word);
        for end in ["", signature] {
            assert!(!takes(&house, &format!("{}.{}.{end}", spelled(&other), spelled(&claims))), "{word:?}");
        }
    }
}

#[test]
fn parts_of_two_tokens_make_no_third() {
    let (house, one) = house_and_token();
    house.sign_up("olga");
    let other = house.letter(LetterKind::VerifySignUp, &address("olga")).token_text().unwrap();
    let session = house.set_up().token;
    let tokens = [one.as_str(), other.as_str(), session.expose()];
    let parts: Vec<Vec<&str>> = tokens.iter().map(|token| token.split('.').collect()).collect();
    for (a, b, c) in (0..27).map(|n| (n / 9, n / 3 % 3, n % 3)) {
        let made = [parts[a][0], parts[b][1], parts[c][2]].join(".");
        let whole = tokens.contains(&made.as_str());
        assert_eq!(takes(&house, &made), whole, "{a} {b} {c}");
    }
}
