//! `common` makes the list of passwords that people guess first: well-known words with the endings people put to them,
//! written by us, and tells whether a password is one, however its letters are dressed up.

use std::collections::BTreeSet;
use std::sync::LazyLock;

/// Words that guessers begin with: the well-known ones, and those of the work and the area that this program is for.
const ROOTS: &str = "
    password passw0rd passphrase letmein letmeinnow welcome welcomeback changeme changemenow admin administrator root
    rootroot superuser manager secret topsecret mysecret default temporary temppassword newpassword oldpassword
    mypassword yourpassword thepassword ourpassword password1 testtest testing testpassword testuser guest guestuser
    login loginlogin username userpassword computer internet keyboard monitor windows microsoft google facebook
    whatsapp iphone samsung amazon netflix football footballer liverpool arsenal chelsea tottenham everton manchester
    manunited mancity nottingham nottinghamforest forest nottscounty notts derby derbyshire leicester lincoln mansfield
    ashfield bassetlaw worksop newark sherwood rushcliffe gedling broxtowe hucknall arnold carlton beeston birmingham
    london england britain scotland ireland wales sunshine princess dragon monkey superman batman spiderman pokemon
    starwars startrek master shadow michael jennifer charlie charlotte daniel jessica jordan hannah thomas matthew
    andrew ashley nicole joshua anthony william elizabeth victoria alexander benjamin samantha rebecca stephanie
    iloveyou iloveyouso lovelove loveyou mylove sweetheart darling babygirl babyboy angel angels flower flowers
    butterfly rainbow unicorn purple orange yellow chocolate cookie cheese banana pepper ginger summer winter spring
    autumn january february march april june july august september october november december monday tuesday wednesday
    thursday friday saturday sunday weekend holiday christmas easter birthday happybirthday freedom whatever trustno1
    hellohello helloworld hello goodmorning goodbye thankyou please fuckyou bigboobs baseball basketball hockey cricket
    rugby tennis golfer fishing hunter ranger jaguar mustang ferrari porsche mercedes harley yamaha suzuki kawasaki
    health healthcare hospital doctor nurse nursing clinic clinical surgery practice patient patients medicine medical
    pharmacy pharmacist dentist ambulance primarycare generalpractice healthservice nationalhealth integratedcare
    system council countycouncil citycouncil trust board public population analyst analysis dashboard report reports
    database server network security qwerty qwertyuiop asdfgh asdfghjkl zxcvbn zxcvbnm qazwsx 1q2w3e4r 1qaz2wsx
    correcthorse correcthorsebatterystaple abcdef abc123 aaaaaa access openup opensesame blessed jesus jesuschrist
    god heaven family mother father mummy daddy sister brother grandma grandad puppy doggy kitten pussycat
";

/// What people put after a word.
const ENDINGS: &str = "
    1 12 123 1234 12345 123456 1234567 12345678 123456789 1234567890 123! 1234! 12345! 123456! 1! 2! ! !! !!! 1!2 ? . 01 02 007 09
    10 11 99 100 111 1111 222 321 4321 654321 777 786 888 999 1066 1966 1980 1990 1999 2000 2001 2010 2018 2019 2020
    2021 2022 2023 2024 2025 2026 2027 2028 2029 2030 2020! 2021! 2022! 2023! 2024! 2025! 2026! 2027! 2028! 2029! 2030!
    @123 @1234 @12345 @2024 @2025 @2026 @2027 #1 #123 #1234 #2025 #2026 _1 _123 -1 -123 -2025 -2026 .123 .2025 .2026
    £1 $1 *1 a abc abcd xyz x xx me uk
";

/// Whole passwords that are well known and not made of a word and an ending.
const WHOLE: &str = "
    correcthorsebatterystaple correct-horse-battery-staple onetwothreefour onetwothreefourfive threeblindmice
    maythe4thbewithyou maytheforcebewithyou tobeornottobe tobeornottobethatisthequestion thequickbrownfox
    thequickbrownfoxjumps itsasecret itsasecret123 idontknow1234 idontremember iforgotmypassword ihatepasswords
    ihatemyjob123 ilovemyjob123 ilovemymum123 ilovemydog123 ilovemycat123 iloveyou1234 iloveyou4ever iloveyouforever
    letmeinplease letmein123456 pleaseletmein openthedoor12 nopassword123 notapassword justapassword passwordpassword
    passwordone12 passwordtwo22 p@ssw0rd!123 p@$$w0rd1234 qwerty123456 qwerty1234567 qwertyqwerty qwe123qwe123
    q1w2e3r4t5y6 1q2w3e4r5t6y 1q2w3e4r5t6y7u zaq12wsxcde3 zaq1xsw2cde3 abcd1234abcd abc123abc123 a1b2c3d4e5f6
    a1b2c3d4e5f6g7 1a2b3c4d5e6f 123qwe123qwe 123abc123abc asdf1234asdf asdfasdfasdf zxcvzxcvzxcv 147258369000
    147258369147 159753159753 112233445566 121212121212 123123123123 123321123321 987654321000 123456654321
    100200300400 102030405060 happynewyear1 merrychristmas happybirthday summer2025!! welcometothe welcomehome1
    trustno1ever neveragain123 forgetmenot123 manchesterutd manchestercity nottinghamshire robinhood1234
    sherwoodforest godsavetheking godsavethequeen youllneverwalkalone comeonyoureds forzanottm111 changeme12345
    changeitnow12 companyname123 yourcompany123 defaultpassword administrator1 adminadmin123 rootpassword1
    testtesttest testing123456 temp12345678 temporary1234 monday123456 january123456 newyear20262 newstarter123
    firstpassword lastpassword1 onlymepassword secretpassword topsecret1234 supersecret123 verysecret123
    mysecretpassword donttellanyone nobodyknows12 openopenopen blinkingheck1 computersaysno helpdesk12345
    servicedesk123 printer123456 photocopier12 receptionist1 frontdesk1234 waitingroom12 stethoscope1 appointment12
    prescription1 bloodpressure vaccination12 immunisation1 protectthenhs savelives1234 handsfacespace stayathome123
    clapforcarers
";

/// The list: words with endings, the words said twice, and the whole ones, of 12 characters or more as they are judged.
static LIST: LazyLock<BTreeSet<String>> = LazyLock::new(|| common_passwords().map(|each| plain(&each)).collect());

/// The words by themselves, as they are judged.
static PLAIN_ROOTS: LazyLock<BTreeSet<String>> = LazyLock::new(|| roots().map(plain).collect());

/// The passwords of the list, as people would type them. They are more than 3,000 of 12 characters or more.
pub fn common_passwords() -> impl Iterator<Item = String> {
    let with_endings = roots().flat_map(|root| ENDINGS.split_whitespace().map(move |ending| format!("{root}{ending}")));
    let twice = roots().map(|root| format!("{root}{root}"));
    let alone = roots().chain(WHOLE.split_whitespace()).map(str::to_owned);
    with_endings.chain(twice).chain(alone).filter(|password| password.chars().count() >= super::LEAST)
}

fn roots() -> impl Iterator<Item = &'static str> {
    ROOTS.split_whitespace()
}

/// Whether a password is in the list, or is a word of the list with nothing but digits and signs around it.
pub(super) fn is_common(password: &str) -> bool {
    let bare = password.trim_matches(|c: char| !c.is_alphabetic());
    [plain(password), plain(bare)].iter().any(|text| PLAIN_ROOTS.contains(text)) || LIST.contains(&plain(password))
}

/// A password in small letters, with the digits and signs that people put for letters turned back.
pub(super) fn plain(password: &str) -> String {
    password.to_lowercase().chars().map(letter_of).collect()
}

/// The letter that a digit or sign stands for.
const fn letter_of(c: char) -> char {
    match c {
        '0' => 'o',
        '1' | '!' | '|' => 'l',
        'i' => 'l',
        '3' | '€' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' | '+' => 't',
        '8' => 'b',
        '9' => 'g',
        other => other,
    }
}
