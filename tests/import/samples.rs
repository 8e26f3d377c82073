//! Hashes as older systems made them, all of one password.

pub const PASSWORD: &str = "tide quarry lantern moss";

/// `hashlib.sha256(PASSWORD.encode()).hexdigest()`
pub const DIGEST: &str = "320c60e25a5a369d69ea1007193a503da0e82d8c923df3c65f5d0955c44eeca0";

/// By username: what the row says. Made by
/// - `bcrypt.hashpw(p.encode(), bcrypt.gensalt(5, b"2a"))`, `b"2b"` (bcrypt 5.0.0),
/// - `passlib.hash.bcrypt.using(ident="2y", rounds=5).hash(p)`, `passlib.hash.scrypt.hash(p)` (passlib 1.7.4),
/// - `make_password(p)` and `BCryptSHA256PasswordHasher` with 4 rounds (Django 5.2.19),
/// - `argon2.PasswordHasher().hash(p)` (argon2-cffi 25.1.0).
pub const HASHES: [(&str, &str); 9] = [
    ("sha256", DIGEST),
    ("sha256upper", "320C60E25A5A369D69EA1007193A503DA0E82D8C923DF3C65F5D0955C44EECA0"),
    ("bcrypt2a", "$2a$05$jJ.GbwtFuJFsYO58FvMm2ugLI65Mgfh44Ti/5iBaAvt5mm4gToAdS"),
    ("bcrypt2b", "$2b$05$DE58uxwqnkY2yJcle8SaHufepC56z6CW7oUMx58QUi21/k31EZF4K"),
    ("bcrypt2y", "$2y$05$UvsPDh.xx6uRhecHvJVPwOt/IMqxLaPRWhP5LLhpBSfe7dcmIeboW"),
    ("pbkdf2", "pbkdf2_sha256$1000000$KpwOzaGRY5WsVo5nvgj5zN$/HFtB2KvjXbPvQ3rHaloZaCL4KmqFIaoVCVeTQYDNTE="),
    ("djangobcrypt", "bcrypt_sha256$$2b$04$0Ib9kcEG1qMCK/131CBKNuRlC0gUBracGAo95s0id8wvCtkAKwVOS"),
    ("argon2id", "$argon2id$v=19$m=65536,t=3,p=4$dqQda6bSdSnoa7kSQoaXNA$NLux24v6eHyAIWEYtNQ/I2nWY/6O8/TpZrSpNoXi7SM"),
    ("scrypt", "$scrypt$ln=16,r=8,p=1$by1lbE1pjbFWSsmZUwrB+A$ZXZG8rZOF/kjvCmuyM8AT4mtkVe3rj4g2QMS8LoT2l4"),
];

/// Hashes that would keep a core busy for hours, or eat all memory.
pub const DEAR: [&str; 7] = [
    "$2b$31$DE58uxwqnkY2yJcle8SaHufepC56z6CW7oUMx58QUi21/k31EZF4K",
    "bcrypt_sha256$$2b$31$0Ib9kcEG1qMCK/131CBKNuRlC0gUBracGAo95s0id8wvCtkAKwVOS",
    "$argon2id$v=19$m=4194304,t=3,p=4$dqQda6bSdSnoa7kSQoaXNA$NLux24v6eHyAIWEYtNQ/I2nWY/6O8/TpZrSpNoXi7SM",
    "$argon2id$v=19$m=65536,t=4294967295,p=4$dqQda6bSdSnoa7kSQoaXNA$NLux24v6eHyAIWEYtNQ/I2nWY/6O8/TpZrSpNoXi7SM",
    "pbkdf2_sha256$1000000000$KpwOzaGRY5WsVo5nvgj5zN$/HFtB2KvjXbPvQ3rHaloZaCL4KmqFIaoVCVeTQYDNTE=",
    "$scrypt$ln=40,r=8,p=1$by1lbE1pjbFWSsmZUwrB+A$ZXZG8rZOF/kjvCmuyM8AT4mtkVe3rj4g2QMS8LoT2l4",
    "$scrypt$ln=16,r=65536,p=65536$by1lbE1pjbFWSsmZUwrB+A$ZXZG8rZOF/kjvCmuyM8AT4mtkVe3rj4g2QMS8LoT2l4",
];
