//! The rules against further kinds of wishes: lines of credit, renewals, hardship, investors,
//! people in a hurry and people who only ask.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod conversation;

use conversation::check_all;

#[test]
fn people_in_a_hurry_and_in_distress_are_heard() {
    check_all(&[
        (
            "C: Hi. we got a foreclosure notice, auction is on the 14th. I'm terrified
             D: Let's see what we can do. Balance and payment?
             C: 176,000 owed, payment 1,340, five months behind
             D: Are you working now?
             C: hours got cut, I'm part time at a grocery store now, about 2,100 a month
             D: Name and phone?
             C: Marlene Fitch, 419-555-0133",
            "intent~hardship|loan=$176,000|payment=$1,340/mo|work=Part-time|income=$2,100/mo|sentiment=negative|urgency=high|name=Marlene Fitch|phone=+14195550133",
        ),
        (
            "C: my rate lock expires on tuesday and nobody answers the phone, what is going on?
             D: I apologize. What's your loan amount and rate?
             C: 532k at 6.375, jumbo
             D: Name?
             C: it's Harold Nguyen",
            "intent~lock|loan=$532,000|rate=6.375%|type=Jumbo|urgency=high|name=Harold Nguyen",
        ),
        (
            "C: I want to file a complaint. You charged me a late fee twice and my escrow payment is wrong!
             D: I'm sorry to hear. Which loan?
             C: the house on Elm St, balance about 142,300
             D: Best way to reach you?
             C: email only, gail.turner@aol.com",
            "intent~complaint|loan=$142,300|email=gail.turner@aol.com|property=Single-family home|payment=-",
        ),
        (
            "C: no rush at all, maybe next year we'd like to downsize to a condo
             D: What price?
             C: around 300 thousand, cash from selling our place covers half
             D: Are you working?
             C: both retired, pensions come to 5,800 a month
             D: Credit?
             C: 820",
            "intent=Purchase|property=Condo|value=$300,000|work=Retired|income=$5,800/mo|score=820|urgency=low|sentiment=neutral",
        ),
        (
            "C: OMG we got the house!!! offer accepted yesterday, so happy. closing is in 40 days
             D: Congratulations! Price and down payment?
             C: 362,500, putting 10% down
             D: rate quote so far?
             C: our bank said 6.75, can you beat it?
             D: income?
             C: 7,900/month gross together",
            "intent=Purchase|value=$362,500|income=$7,900/mo|sentiment=positive|urgency=medium|key_points~10%|rate=-",
        ),
        (
            "C: can someone call me right now please? I'm at the dealership... I mean the notary lol
             D: Of course, your number?
             C: 702-555-0188",
            "urgency=high|phone=+17025550188",
        ),
    ]);
}

#[test]
fn rarer_wishes_are_told_apart() {
    check_all(&[
        (
            "C: Our mortgage comes up for renewal in April, currently with TD at 2.14%
             D: What's the balance?
             C: $318,000
             D: home value?
             C: around 745,000, it's a detached in Hamilton
             D: Any preferences?
             C: 3 year fixed, ability to prepay 15% a year",
            "intent~renewal|rate=2.14%|loan=$318,000|value=$745,000|property=Single-family home|type~fixed|preferences~prepay",
        ),
        (
            "C: interested in an FHA streamline, heard you don't need an appraisal
             D: Right. current rate and balance?
             C: 7.25% / 224k
             D: payment?
             C: 1,812
             D: when did the loan close?
             C: 8 months ago",
            "intent~streamline|type=FHA|rate=7.25%|loan=$224,000|payment=$1,812/mo|urgency=low",
        ),
        (
            "C: I'm a truck driver, owner operator, can I use bank statements to qualify?
             D: Yes, we have bank statement loans. Price?
             C: hoping for something around 275
             D: average deposits?
             C: 14k a month
             D: credit
             C: six eighty",
            "type=Bank statement|work=Self-employed|value=$275,000|score=680|income=$14,000/mo",
        ),
        (
            "C: looking for a hard money loan, fix and flip in Memphis. purchase 98k, rehab 45k, ARV 210k
             D: How fast?
             C: need to close within 10 days
             D: entity?
             C: LLC
             D: contact
             C: Deshawn Price 901 555 0177",
            "type=Hard money|intent~invest|urgency=high|name=Deshawn Price|phone=+19015550177",
        ),
        (
            "C: can I get a USDA loan with 0 down? small town in Ohio
             D: Probably! Price range?
             C: 160 to 175k
             D: household income?
             C: 51,000. I drive a school bus and do some landscaping
             D: debts?
             C: truck payment 380, nothing else
             D: home type
             C: ranch on an acre would be perfect",
            "type=USDA|value=$160,000-$175,000|income=$51,000/yr|payment=-|property=Single-family home|key_points~380",
        ),
        (
            "C: I'd like to modify my loan, hospital bills are killing us
             D: Sorry to hear that. What do you owe, and what's the payment?
             C: 203,900. payment's 1,655 and due on the first
             D: income now?
             C: down to 3,400 a month since the surgery",
            "intent~modification|loan=$203,900|payment=$1,655/mo|income=$3,400/mo|key_points~surgery",
        ),
        (
            "C: home equity loan for solar panels and a new roof, about 35 thousand
             D: What's the house worth, and your first mortgage?
             C: valued at 288,000. first is 97,400 at 3.625
             D: Score and work?
             C: 744. I work at the county clerk's office
             D: how did you hear about us?
             C: radio",
            "intent~home equity|value=$288,000|loan=$97,400|rate=3.625%|score=744|work=Employed",
        ),
        (
            "C: just curious what rates are for a 15 year right now
             D: Around the low 6s. Are you buying or refinancing?
             C: neither really, just looking
             D: ok! anything else?
             C: nope thanks",
            "intent~rate|rate=-|urgency=low|preferences~15|loan=-|name=-",
        ),
        (
            "C: what is the status of my file? my name is Colette Marsh
             D: It is with underwriting. Anything to add?
             C: I uploaded my W2s and paystubs on monday. when will I hear back?",
            "intent~status|name=Colette Marsh|work=Employed|urgency=low",
        ),
        (
            "C: first-time buyer, grad student at OSU but my dad will co-sign
             D: Price and type?
             C: one bedroom condo near campus, 140k tops
             D: his income and credit?
             C: he makes 112k, score is like 790",
            "intent~first|property=Condo|value=$140,000|income=$112,000/yr|score=790|work=Student",
        ),
        (
            "C: we'd like to refinance our vacation home in Tahoe
             D: Value and balance?
             C: 1.3 million, owe six hundred
             D: rate?
             C: five and an eighth, interest only
             D: income?
             C: 400k plus, own a dental practice
             D: FICO?
             C: 790, my wife's 801",
            "intent=Refinance|property=Second home|value=$1,300,000|loan=$600,000|rate=5.125%|income=$400,000/yr|work=Self-employed|score=790",
        ),
    ]);
}
