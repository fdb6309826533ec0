//! The rules against conversations as clients lead them.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod conversation;

use conversation::{check_all, read};

#[test]
fn refinances_are_read() {
    check_all(&[
        (
        "D: Hi, how can we help?
         C: Thinking about refinancing. We have 412k left on our mortgage, 7.1% with Wells
         D: What is the home worth and what's your monthly payment?
         C: zillow says 640, we pay 3,150 a month
         D: Your credit scores and income?
         C: mine is 748 hers is 761. together about 165k
         D: employed or self employed?
         C: both W2
         D: Name and best number?
         C: Greg Tanaka 206-555-0133, greg.tanaka@outlook.com works too",
        "loan=$412,000|rate=7.1%|value=$640,000|payment=$3,150/mo|score=748|income~$165,000|work=Employed|intent=Refinance|name=Greg Tanaka|phone=+12065550133|email=greg.tanaka@outlook.com|sentiment=neutral|urgency=low",
    ),
        (
        "C: hey whats the best rate i can get on a refi
         D: Happy to check! What's your loan balance, current rate and home value?
         C: 265, 6 7/8, 410
         D: Credit score?
         C: low 700s i think
         D: And the property type?
         C: its a duplex, i live in one side",
        "loan=$265,000|rate=6.875%|value=$410,000|score=700-730|property=Multi-family|intent~Refinance|payment=-|income=-",
    ),
        (
        "D: Welcome! Purchase or refinance?
         C: refinance, want to drop the PMI and get a 20 year
         D: Balance?
         C: two hundred eighty thousand
         D: Rate and payment?
         C: seven and three quarters, twenty four fifty a month
         D: Home value?
         C: four twenty five
         D: credit?
         C: seven ten
         D: income?
         C: eighty eight thousand a year, I'm a nurse at Mercy",
        "loan=$280,000|rate=7.75%|payment=$2,450/mo|value=$425,000|score=710|income=$88,000/yr|work=Employed|preferences~20-year|preferences~pmi",
    ),
        (
        "C: My ARM adjusts in 2 months and I'm scared, payment could jump to 4k. currently 2,700
         D: I understand. What do you owe and what's the rate now?
         C: 389,500 @ 4.125
         D: Property and value?
         C: condo in Miami, maybe 520k
         D: Name?
         C: Yolanda Ruiz",
        "loan=$389,500|rate=4.125%|payment=$2,700/mo|property=Condo|value=$520,000|sentiment=negative|urgency=medium|name=Yolanda Ruiz|type~arm",
    ),
        (
        "C: Want to consolidate 38k of credit card debt into the mortgage
         D: Sure, what do you owe on the home, and its value?
         C: about $190,000, appraised at 345,000 last year
         D: rate?
         C: 3.75 but the cards are at 24%
         D: income and score?
         C: 6,100 monthly before taxes, score is 655. Quoted 7.2 by Rocket already",
        "loan=$190,000|value=$345,000|rate=3.75%|income=$6,100/mo|score=655|intent~debt consolidation|preferences~38k|key_points~rocket",
    ),
    ]);
}

#[test]
fn purchases_are_read() {
    check_all(&[
        (
        "C: Hi, my husband and I are looking to buy our first home in Tampa, budget is around 375k
         D: Congratulations! How much can you put down?
         C: about 5%, we have 22k saved
         D: What are your incomes?
         C: I make 58k as a dental hygienist and he makes 49k
         D: Credit scores?
         C: 702 and 688
         D: When do you hope to buy?
         C: our lease is up in 3 months
         D: Your contact details please?
         C: Brianna Cole, bri.cole@gmail.com, 813 555 0162",
        "intent~first|value=$375,000|score=702|income=$58,000/yr|urgency=medium|name=Brianna Cole|phone=+18135550162|loan=-|rate=-|payment=-|key_points~22k|key_points~5%|work=Employed",
    ),
        (
        "C: need a preapproval letter by friday, offer deadline!
         D: Let's move fast. Purchase price and down payment?
         C: 1.15M with 20 percent down
         D: Property type?
         C: single family, Palo Alto
         D: Employment and income?
         C: software engineer, base 240k plus RSUs
         D: FICO?
         C: 805ish
         D: Name, phone, email
         C: Wei Zhang. 650.555.0119. wei.z@proton.me",
        "intent~approval|value=$1,150,000|property=Single-family home|income=$240,000/yr|score=805|urgency=high|name=Wei Zhang|phone=+16505550119|email=wei.z@proton.me|key_points~20",
    ),
        (
        "C: Looking at a 4-plex in Cleveland listed at $310,000, as an investment
         D: Great, what loan type do you have in mind?
         C: DSCR if possible, I have two other rentals
         D: Expected rents?
         C: 3,400 a month total
         D: Credit?
         C: 740s
         D: Down payment?
         C: 25%",
        "intent~invest|property=Multi-family|value=$310,000|type=DSCR|score=740-749|income=-|payment=-|key_points~3,400|key_points~25",
    ),
        (
        "C: my husband is active duty and we got PCS orders to Fort Bragg, need to buy in 60 days with a VA loan
         D: Thank you for your service! Price range?
         C: 280 to 310
         D: Income?
         C: E-6 pay, about 5,400/mo with BAH
         D: credit?
         C: 690
         D: House or townhouse?
         C: house, 3 bedrooms, fenced yard
         D: your name and email?
         C: Kayla Ortega kayla.ortega@yahoo.com",
        "type=VA|intent~purchase|value=$280,000-$310,000|income=$5,400/mo|score=690|property=Single-family home|urgency=medium|name=Kayla Ortega|work~military|preferences~3 bed",
    ),
        (
        "C: want to build on my land, 2 acres in Boone county
         D: Nice! Estimated build cost?
         C: 450k all in, land is paid off and worth 120k
         D: Income, credit?
         C: 132k household, 770
         D: Self-employed or W2?
         C: I own a landscaping company, 9 years",
        "intent~construction|income=$132,000/yr|score=770|work=Self-employed",
    ),
        (
        "C: We can borrow 320,000 per our bank but your rates look better. price is 400,000
         D: What type of home?
         C: townhome
         D: anything special you want?
         C: 30 year fixed, no points, close by end of June
         D: Name?
         C: its Marcus Bell",
        "loan=$320,000|value=$400,000|property=Townhouse|type~fixed|preferences~no points|preferences~30|name=Marcus Bell|urgency=medium",
    ),
    ]);
}

#[test]
fn equity_service_and_other_wishes_are_read() {
    check_all(&[
        (
        "C: I'm 71 and interested in a reverse mortgage
         D: Is the home paid off?
         C: still owe 45k, worth 390k
         D: What would you use the money for?
         C: supplement my social security income and fix the roof
         D: Phone?
         C: 602-555-0148 but my daughter handles this, her number is 602-555-0199",
        "intent~reverse|type=Reverse mortgage|loan=$45,000|value=$390,000|phone=+16025550148|work=Retired|key_points~roof",
    ),
        (
        "C: getting divorced, need to buy out my ex's half of the house
         D: I'm sorry to hear. What's it worth and what's owed?
         C: 480k, owe 210k at 3.1%
         D: payment?
         C: 1,480 with escrow
         D: Your income?
         C: 92,000, teacher
         D: Deadline?
         C: court wants it done within 90 days",
        "intent~buyout|value=$480,000|loan=$210,000|rate=3.1%|payment=$1,480/mo|income=$92,000/yr|work=Employed|urgency=medium|key_points~90 days",
    ),
        (
        "C: I lost my job in March and can't make the payment anymore, two months behind. please help
         D: I'm sorry. What is the payment and balance?
         C: 1,890, about 231,000
         D: Name and phone?
         C: Dale Whitaker 405-555-0174",
        "intent~hardship|payment=$1,890/mo|loan=$231,000|work=Unemployed|name=Dale Whitaker|phone=+14055550174",
    ),
        (
        "C: Any update on my application? submitted docs two weeks ago and nobody calls me back. This is ridiculous!!
         D: So sorry. Your name?
         C: Priya Raman
         D: Loan amount?
         C: 455,000, purchase, closing is next friday",
        "intent~status|loan=$455,000|sentiment=negative|urgency=high|name=Priya Raman",
    ),
        (
        "C: Namaste, want balance transfer of home loan from HDFC
         D: Sure. Outstanding and current rate?
         C: 42 lakh outstanding, 9.15%
         D: EMI and property value?
         C: emi 41,500, flat is worth 85 lakhs
         D: Income and CIBIL?
         C: 1.4 lakh per month salaried, cibil 782
         D: Name and mobile?
         C: Rohan Deshpande, 98765 43210",
        "intent~balance transfer|loan=$4,200,000|rate=9.15%|payment=$41,500/mo|property=Condo|value=$8,500,000|income=$140,000/mo|score=782|work=Employed|name=Rohan Deshpande",
    ),
        (
        "C: do you guys do car insurance?
         D: We only do mortgages, sorry! Can I help with a home loan?
         C: no thanks",
        "intent~other|loan=-|value=-|name=-|phone=-|email=-|property=-|type=-|work=-|urgency=low|sentiment=neutral",
    ),
        (
        "C: Hola, necesito refinanciar mi casa. Debo 215 mil y la tasa es 7.5
         D: Claro. ¿Valor de la casa y pago mensual?
         C: vale como 330 mil, pago 1,780 al mes
         D: ¿Su nombre y teléfono?
         C: me llamo Lucía Fernández, mi celular es 956-555-0121",
        "intent~refinance|loan=$215,000|rate=7.5%|value=$330,000|payment=$1,780/mo|name=Lucía Fernández|phone=+19565550121",
    ),
        (
        "C: our fixed deal ends in October, looking to remortgage. £182,000 left at 1.89%
         D: What's the property worth?
         C: semi detached, about £310k
         D: Household income?
         C: £61k, I'm PAYE and my partner is self employed",
        "intent~remortgage|loan=£182,000|rate=1.89%|property=Semi-detached|value=£310,000|income=£61,000/yr|work=Employed|urgency=medium",
    ),
        (
        "C: should I lock my rate now or wait?? closing in 3 weeks
         D: Depends. What rate were you quoted?
         C: 6.625 on 350k, conventional",
        "intent~lock|type=Conventional|urgency=medium|loan=$350,000",
    ),
    ]);
}

#[test]
fn corrections_supersede_and_are_kept() {
    let extraction = read(
        "D: Balance?
         C: 300k
         D: Score?
         C: 680. wait no, 698
         D: Anything else?
         C: actually the balance is 312k, I checked",
    );
    let loan = &extraction.facts["loan_details.current_loan_amount"];
    assert_eq!(loan.text.as_deref(), Some("$312,000"));
    assert_eq!(loan.previous[0].text.as_deref(), Some("$300,000"));
    assert_eq!(
        extraction.context.financial_info.credit_score.as_deref(),
        Some("698")
    );
}

#[test]
fn what_the_desk_says_counts_only_when_the_client_says_yes() {
    check_all(&[
        (
            "C: hi, refi please\nD: Rates start at 6.25% and homes here go for 400k. Is it a condo?\nC: no",
            "rate=-|value=-|property=-",
        ),
        (
            "C: hi, refi please\nD: Is it a condo?\nC: yes",
            "property=Condo",
        ),
        (
            "C: hi\nD: So you owe $250,000, is that right?\nC: yes that's right",
            "loan=$250,000",
        ),
        (
            "C: hi\nD: Call us at 800-555-0100 or mail help@desk.com. Ask for Dana.\nC: ok thanks",
            "phone=-|email=-|name=-",
        ),
    ]);
}
