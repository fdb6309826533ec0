//! Classes of phrasing that an earlier reading got wrong, each in other words than those met.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod conversation;

use conversation::check_all;

#[test]
fn a_number_not_to_be_used_is_nobodys() {
    check_all(&[
        (
            "D: Best number?\n C: Ada Lind, 612-555-0181. please don't call the shop at 612-555-0182",
            "phone=+16125550181",
        ),
        (
            "D: Phone?\n C: cell 303-555-0144, never use my work line 303-555-0145",
            "phone=+13035550144",
        ),
        (
            "D: How do we reach you?\n C: 303-555-0146. my old number 303-555-0147 is dead",
            "phone=+13035550146",
        ),
        (
            "D: Number?\n C: don't call before five, 404-555-0161",
            "phone=+14045550161",
        ),
        (
            "D: Email?\n C: ida@example.com, do not use idawork@example.com",
            "email=ida@example.com",
        ),
        (
            "C: see https://homes.example.com/listing/7205550199",
            "phone=-",
        ),
    ]);
}

#[test]
fn names_that_are_words_and_names_in_bookings() {
    check_all(&[
        ("D: What is your name?\n C: grace", "name=Grace"),
        (
            "D: Your full name please\n C: chase money",
            "name=Chase Money",
        ),
        ("D: Your name?\n C: will do", "name=-"),
        (
            "D: Whose name shall I put on it?\n C: put it under Autumn Fields please",
            "name=Autumn Fields",
        ),
        (
            "C: book a table for four at eight under radmila petrov",
            "name=Radmila Petrov",
        ),
        (
            "C: the reservation is under the name kwame adjei",
            "name=Kwame Adjei",
        ),
        ("C: can you open an account under the name Bogdan", "name=-"),
        (
            "D: Name?\n C: the house is in my wife's name, Petra, but I'm Otis",
            "name=Otis",
        ),
        (
            "D: Name?\n C: svetlana o'dell-kerr k e r r",
            "name=Svetlana O'Dell-Kerr",
        ),
        (
            "D: Your name?\n C: Tran Quoc Bao, first name is Bao",
            "name=Tran Quoc Bao",
        ),
        (
            "D: May I have your name?\n C: what for?\n D: So that we can greet you.\n C: it's just April",
            "name=April",
        ),
        (
            "D: Address and phone?\n C: 720-555-0111, 88 Maple Court Denver",
            "name=-|phone=+17205550111",
        ),
        (
            "D: who am I speaking with?\n C: nadine from accounting",
            "name=Nadine",
        ),
        (
            "C: your letter says Jon. please change my name to Jonas Feldt",
            "name=Jonas Feldt",
        ),
    ]);
}

#[test]
fn somebody_elses_figures_stay_out() {
    check_all(&[
        (
            "D: Credit scores?\n C: hers is 781, mine's 664",
            "score=664",
        ),
        (
            "D: Your incomes?\n C: he makes 51k and I make 62k",
            "income=$62,000/yr",
        ),
        (
            "D: And incomes?\n C: she's at 40k, I'm at 58k",
            "income=$58,000/yr",
        ),
        (
            "C: refi please, I owe 190k at 6\n D: Other debts?\n C: we owe 22k on the truck",
            "loan=$190,000",
        ),
        (
            "C: refinance\n D: Balance?\n C: 204k. also owe 9k on my solar panels",
            "loan=$204,000",
        ),
        ("C: we want to buy, we pay 1,700 rent now", "payment=-"),
        (
            "C: tired of renting, paying 1450 for an apartment",
            "payment=-|intent~purchase",
        ),
        (
            "C: asking for my dad\n D: What is his monthly income?\n C: his pension is 1,900 a month",
            "income=$1,900/mo",
        ),
    ]);
}

#[test]
fn rates_that_are_not_the_clients() {
    check_all(&[
        (
            "C: refi\n D: Rate?\n C: prime plus 1.5 so 9 even today",
            "rate=9%",
        ),
        (
            "C: my arm resets in May, the new rate would be 7.9, currently 3.1",
            "rate=3.1%|intent~refinanc",
        ),
        (
            "C: refinance, balance 310k at 7.25\n D: What do you want?\n C: 6 something or lower",
            "rate=7.25%",
        ),
        (
            "C: refi 200k at 6.9\n D: Preference?\n C: 7/6 ARM or 30 fixed",
            "rate=6.9%|loan=$200,000",
        ),
        ("C: refi\n D: tasa?\n C: seis y cuarto", "rate=6.25%"),
        ("C: refi\n D: rate?\n C: 7 n three eighths", "rate=7.375%"),
        ("C: I teach at three schools. refi, rate 5.5", "rate=5.5%"),
    ]);
}

#[test]
fn a_figure_is_corrected_or_chosen() {
    check_all(&[
        (
            "C: refi\n D: Rate?\n C: 5.875, or 5.99. yes it is 5.99",
            "rate=5.99%",
        ),
        (
            "C: refi\n D: Credit score?\n C: experian 702, equifax 688, go with the experian",
            "score=702",
        ),
        (
            "C: refinance\n D: Worth?\n C: the town says 410, redfin 455, use the town one",
            "value=$410,000",
        ),
        (
            "C: buying. 20% down on 410,000 so a 328k loan",
            "value=$410,000|loan=$328,000",
        ),
        (
            "D: Income?\n C: 31 an hour, so around 64k a year",
            "income=$64,000/yr",
        ),
        (
            "C: reverse mortgage\n D: Your age and what you owe?\n C: 71. wife is 68. owe 92,000",
            "loan=$92,000",
        ),
        (
            "C: refi\n D: Address and balance?\n C: 52 Birch Lane, loan ending 4471, balance 233,000",
            "loan=$233,000",
        ),
        (
            "C: refi my house\n D: Payment?\n C: principal and interest 1,733, taxes I pay myself, 410 a month",
            "payment=$1,733/mo",
        ),
        (
            "D: Income?\n C: VA disability 3,737 a month tax free",
            "income=$3,737/mo",
        ),
        (
            "D: Income?\n C: social security 1,820 a month",
            "income=$1,820/mo",
        ),
    ]);
}

#[test]
fn what_they_want_and_how_soon() {
    check_all(&[
        (
            "C: cash-out to build a granny flat behind the garage",
            "intent~cash",
        ),
        ("C: our ARM just reset, help", "intent~refinanc"),
        ("C: we think of going to a 15 year loan", "intent~refinanc"),
        (
            "C: my sisters want to be paid out, I keep mom's house",
            "intent~buy out",
        ),
        (
            "C: signed with a builder, what's your rate?",
            "intent~purchase",
        ),
        (
            "C: what could I get on a line of credit, house is paid off",
            "intent~heloc|type=HELOC",
        ),
        ("C: I'd like to open a line for emergencies", "intent~heloc"),
        ("C: quiero bajar mi mensualidad", "intent~refinanc"),
        ("C: necesito sacar dinero de mi casa", "intent~cash"),
        (
            "C: you drafted my payment twice this month",
            "intent~complaint",
        ),
        (
            "C: I was double charged, give me my money back today",
            "intent~complaint|urgency=high",
        ),
        ("C: can't buy groceries because of your mistake", "intent=-"),
        ("C: we quit renting, help", "intent~purchase"),
        (
            "C: refi quote. i always flip those numbers",
            "intent~refinanc",
        ),
        ("C: buying a flip in Akron", "intent~invest"),
        (
            "C: placing an offer this weekend, need a preapproval",
            "urgency=high",
        ),
        ("C: I need a callback today about buying", "urgency=high"),
        (
            "C: hit me within the hour please, want to buy",
            "urgency=high",
        ),
        (
            "C: would love the letter within a month, looking to buy",
            "urgency=medium",
        ),
        (
            "C: want to refinance\n D: Any second mortgage or HELOC?\n C: a heloc with 14k drawn",
            "intent~refinanc",
        ),
        (
            "C: can I refinance with 12 months of bank statements?",
            "type=Bank statement",
        ),
        ("C: finance an owner build?", "type=Construction"),
        ("C: nurse at the VA hospital, want to buy", "type=-"),
        (
            "C: own three food trucks, want to buy",
            "work=Self-employed",
        ),
        ("C: soy maestra, quiero comprar casa", "work=Employed"),
        (
            "C: I can only work half days since the surgery, want to refinance",
            "work=Part-time",
        ),
        ("C: brownstone condo in Boston, buying", "property=Condo"),
        (
            "C: my neighbor lost her house. reverse mortgage ok?",
            "property=-",
        ),
    ]);
}

#[test]
fn everyday_ways_to_say_it() {
    check_all(&[
        (
            "D: Who is the host of the party?\n C: lindiwe maseko",
            "name=Lindiwe Maseko",
        ),
        (
            "D: Under what name?\n C: that would be Paloma Reyes",
            "name=Paloma Reyes",
        ),
        (
            "D: Who should I make this out for?\n C: Ignacio Bauer",
            "name=Ignacio Bauer",
        ),
        (
            "D: Name for the booking?\n C: Sam & Dorothea Linley",
            "name=Dorothea Linley",
        ),
        ("C: send 200 dollars to Marcus Webb", "name=-"),
        ("C: is Mr Tanaka in today?", "name=-"),
        (
            "C: my realtor is Kim Dawson and I want to buy a house",
            "name=-",
        ),
        ("D: Your name?\n C: it's under Kessler", "name=Kessler"),
        (
            "D: may i have your name please\n C: yes sure my name is oluwaseun",
            "name=Oluwaseun",
        ),
        (
            "C: hey this is bartholomew, need a refi",
            "name=Bartholomew",
        ),
        ("D: Name?\n C: Please put Yuki Arai", "name=Yuki Arai"),
        ("D: Name?\n C: no thanks", "name=-"),
        ("D: Name?\n C: rather not say", "name=-"),
        (
            "D: Your name and email?\n C: dmitri at dmitri.k@example.com",
            "name=Dmitri|email=dmitri.k@example.com",
        ),
        ("C: I need a gift for my boss Leonard", "name=-"),
        (
            "D: How much are you borrowing?\n C: we'd borrow 380, price is 475",
            "loan=$380,000|value=$475,000",
        ),
        (
            "C: refi, i got 212 left on it, 4.125, paying 1388 w escrow",
            "loan=$212,000|rate=4.125%|payment=$1,388/mo",
        ),
        (
            "C: my mortgage is 289k and my car loan is 21k, rate on the house is 6.1",
            "loan=$289,000|rate=6.1%",
        ),
        (
            "D: What's your rate?\n C: between 6 and 6.5, i think 6.25",
            "rate=6.25%",
        ),
        (
            "D: Income?\n C: 4,200 every two weeks before taxes",
            "income~4,200",
        ),
        ("D: Income?\n C: hubby 70 me 45", "income=$45,000/yr"),
        (
            "D: What do you make?\n C: about a hundred and five before bonus",
            "income=$105,000/yr",
        ),
        ("D: Credit?\n C: high 600s", "score~6"),
        ("D: Credit?\n C: seven oh four", "score=704"),
        ("D: score?\n C: 800 something", "score~800"),
        (
            "D: Do you work?\n C: I'm a barber, rent a chair",
            "work=Self-employed",
        ),
        (
            "D: What do you do?\n C: drive a bus for the city",
            "work=Employed",
        ),
        (
            "D: What do you do for a living?\n C: stay at home dad, my wife works at Intel",
            "work=-",
        ),
        (
            "D: Employment?\n C: just got let go in March",
            "work=Unemployed",
        ),
        (
            "D: Employment?\n C: E-6 in the Navy",
            "work=Military, active duty",
        ),
        (
            "D: Employment?\n C: drawing my pension since last year",
            "work=Retired",
        ),
        ("C: I run a small landscaping company", "work=Self-employed"),
        (
            "C: need to know where my application stands",
            "intent~status",
        ),
        (
            "C: when does my lock expire, closing is in 6 days",
            "intent~lock|urgency=high",
        ),
        (
            "C: I've lost my job and can't make the payments",
            "intent~hardship",
        ),
        (
            "C: my mortgage is up for renewal in April",
            "intent~renewal",
        ),
        (
            "C: want to pay off 30k of credit cards with my equity",
            "intent~consolid",
        ),
        (
            "C: looking to get 50k from my house for a roof",
            "intent~cash",
        ),
        (
            "C: first I thought about buying, but now we just want to refinance our place",
            "intent~refinanc",
        ),
        (
            "C: we were going to refinance but now we want to sell and buy a bigger house",
            "intent~purchase",
        ),
        (
            "C: what are your rates today for a 30 year fixed?",
            "intent~rate",
        ),
        (
            "C: getting my ducks in a row, need a preapproval letter",
            "intent~approv",
        ),
        (
            "C: we close on Thursday and still have no clear to close",
            "intent~status|urgency=high",
        ),
        (
            "C: foreclosure sale is on the 12th, that's in 5 days",
            "urgency=high",
        ),
        ("C: closing in 10 days", "urgency=high"),
        (
            "C: our offer was accepted, closing in 45 days",
            "urgency=medium",
        ),
        (
            "C: seller wants an answer by tomorrow morning",
            "urgency=high",
        ),
        ("C: I'm just curious, maybe next year", "urgency=low"),
        (
            "D: HOA and taxes?\n C: HOA 310, taxes 4,800 a year",
            "payment=-|income=-",
        ),
        (
            "D: Down payment?\n C: 60k, and we make 140k together",
            "income=$140,000/yr|loan=-",
        ),
        (
            "D: What's the house worth?\n C: paid 310 in 2018, now about 465",
            "value=$465,000",
        ),
        ("D: Balance?\n C: started at 300k now 241k", "loan=$241,000"),
        (
            "D: Payment?\n C: 2,150 including taxes, 1,640 without",
            "payment~$",
        ),
        (
            "C: owe 1.1 mil on a house worth 1.9, rate 3 7/8",
            "loan=$1,100,000|value=$1,900,000|rate=3.875%",
        ),
        ("C: refi from 7.5 to something in the 5s", "rate=7.5%"),
        (
            "D: rate?\n C: it was 3.9 until the arm adjusted, 7.1 now",
            "rate=7.1%",
        ),
        (
            "C: bought at 6.99, lender says 5.75 now. owe 340",
            "rate=6.99%|loan=$340,000",
        ),
        ("D: property?\n C: half a duplex", "property=Multi-family"),
        (
            "D: property type?\n C: modular on our own lot",
            "property=Manufactured home",
        ),
        (
            "D: what kind of home?\n C: a 3 bed ranch with a pool",
            "property=Single-family home",
        ),
    ]);
}
