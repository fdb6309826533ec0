//! The words that decide whether a word can be a name.

use std::{collections::HashSet, sync::LazyLock};

/// Words of everyday English (and of greetings in Spanish and French) that start no name. A word
/// that is also a common name ("will", "mark", "grace") is not among them.
const COMMON: &str = "
a able about above calls texts emails whatsapp pls plz sms anytime apr absolutely accept access account across act active actual actually add added address adjustable
affordable afraid after afternoon again against agent ago agree agreed ahead all allowed almost alone along already alright
also although always am amazing amount an and angry annoyed another answer any anymore anyone anything anytime anyway
apartment app appears application apply applying appraisal appreciate approval approved approx approximately are area
aren't around arm as asap ask asked asking asshole at attached attempting auto available average away awesome awful
back bad balance bank bankruptcy banks based basically be beautiful because been before begin behind being believe below
best better between beyond big bit block bonus book booked born borrow borrower borrowing both bought boy brand break
bring broke broker brokers brother budget build builder building built business busy but buy buyer buyers buying by bye
calculator call called caller calling came can can't cannot cannot car card care case cash cell certain certainly chance change
changed charge cheap check checking children choice choose city clear client close closed closing club co code collect
college com come comes coming commercial company compare comparing complete completely concerned condition condo
confirm confirmed confused congrats considering consolidate contact contract conventional cool copy correct cost costs
could couldn't country couple course cover credit crew current currently customer cut cuz dad daily date daughter day
days deal dear debt decent decide decided definitely delay delayed denied deny department depends deposit detail details
did didn't different difficult disappointed disgusted dm do doc doctor docs document documents does doesn't dog doing
dollar dollars don't done dont door doubt down downpayment dti due duplex during each earlier early earn easier easy eight either
eligible else email emailed emergency employed employer employment end enough entire equity escrow especially essentially
estate estimate etc even evening ever every everyone everything exactly example excellent except excited existing expect
expected expecting expensive experience explain extra face fair fairly fall family fantastic far fast fast father fax fed
fee feel fees few fha fifteen fifty figure figured fill filled final finally finance financing find fine finish finished
fire first five fix fixed flat follow following food for forced forget form former forms forty forward found four free
freelance freelancer frequently friend friends from front frustrated full fully fund funds furious further future gave
general get gets getting gift girl give given giving glad go goes going gone gonna good goodbye gosh got gotcha gotten government
great greetings gross group guess guy guys had hadn't half hang happen happened happy hard has hasn't hate have haven't
having he he'd he'll he's hear heard hell hello help helped helpful helping heloc her here here's hers hey hi hiya high
higher highest him hire his hoa hold holy home homebuyer homeowner homes honestly hope hopefully hoping horrible hour hours
house houses housing how how's however huge hundred hurry husband i i'd i'll i'm i've idea ideal if ill im important in
include included income inc incorrect indeed info information initially inquire inquiring inquiry inside instead insurance
interest interested into invest investing investment investor is isn't issue issues it it'd it'll it's its itself job jobs
join jumbo just keep kept kid kids kind kinda kindly knew know known land large last late lately later laid lease least leave
leaving left legal lender lenders less let let's letter life like likely limit line listed listing literally little live
living ll loan loans local locked lock long longer look looked looking looks lost lot lots love low lower lowest luck ma'am
made mail main maintain make makes making man manage manager many market married matter maximum may maybe me mean means
meant median meet meeting member message mid might military million mind mine minimum minute minutes miss missed missing
mobile mom moment monday money month monthly months more morning mortgage mortgages most mostly mother move moved moving
much multi must my myself name named names near nearly need needed needing needs neighbor neither neutral never new next
nice night nine no nobody none nope nor normal not note nothing notice now nowhere number numbers nurse obviously of off
offer offered offers office officer often oh ok okay okey old on once one ones online only open opening option options or
order original other others our ours out outrageous outside over overwhelmed own owe owed owned owner owning package page
paid panicking paper paperwork papers parents part partner party past pay paying payment payments payoff pending people
per percent perfect perfectly perhaps period permanent person personal phone pick picked place plan planning plans please
pleased plus pmi point points policy poor possible possibly potential potentially pre preapproval preapproved prefer preferably
prequalified present pretty previous price prices primary prior probably problem process processing program promise
properly properties property proud provide provided purchase purchased purchasing pushing put qualified qualify question
questions quick quickly quite quote quoted quotes ranch range rate rates rather re ready real really realtor reason
reasonable reasons received recently recommend reduce refi refinance refinanced refinancing refuse regarding regards regular
relocating remain remaining remember remodel remortgage remove rent rental rentals renter renting renew renewal repair reply
request requested require required residence respond response rest retire retired retiree return reverse right roof
room roughly run running sad said salaried salary sale same saturday save saved saving savings saw say saying says scared schedule
score scores search second secure see seeing seem seems seen self sell seller selling send senior sent september serious
seriously service servicer set setup seven several shall she she's shop shopping short should shouldn't show shy sick side
sign signed similar simple simply since single sir sister sit sitting situation six size skip small so sold some somebody
someday someone something sometime sometimes somewhat somewhere son soon sooner sorry sort sounds speak special specific
split spoke spouse stable staff standard standing start started starting state stated statement states stating stay
steady still stop stopped stress stressed struggling stuck student stuff stupid such sudden suddenly sunday super
supposed sure surely surprised switch switching system take taken takes taking talk talked talking tax taxes teacher tell ten term
terms terrible terrified text than thank thanks thankful that that's thats the their them then there there's therefore these
they they'll they're they've thing things think thinking third thirty this those though thought thousand three thrilled
through thru thursday thx till time times tired to today together told tomorrow ton tonight too took top total totally
toward town townhouse townhome transaction transfer tried triplex trouble truck true truly trust try trying tuesday turn
turned twenty twice two type typical typically ugh unable uncle under underwriting unemployed unfortunately unhappy
unless until up update upset upside urgent us usa usda use used using usually utterly va value various very veteran via
visit wait waiting walk want wanted wanting wants was wasn't waste way we we'd we'll we're we've wednesday week weekend
weekly weeks welcome well went were weren't what what's whatever whats when where whether which while who who's whole
whom whose why widow widower wife will wish with within without woman won won't wonder wonderful wondering word work worked
worker working works world worried worry worse worst worth would wouldn't wow write writing wrong x y'all ya yall yeah year
yearly years yep yes yesterday yet you you'd you'll you're you've your yours yup zero zillow
adjuster american apparently attorney canadian citizen cpa construction contractor credit dental divorced driver
electrician engineer entrepreneur excellent executive fireman firefighter floating freaking fucking gov
hospital indian investor italian landlord lawyer manager mexican muslim catholic christian jewish nurse naca newlywed nah
plumber pensioner pilot police programmer realtor sergeant seller sole speaking startup teacher tenant
unsure un veterinarian waiter waitress welder widowed writer zillow
buenos buenas dias días tardes noches gracias hola hoy necesito quiero tengo casa si sí usted yo estoy para por favor que
bonjour bonsoir merci oui non je nous suis voudrais maison salut s'il vous avec pour
apr jan feb mar jun jul aug sep sept oct nov dec january february march july august october november december mon tue wed thu fri
spring summer winter autumn mon-fri friday weekday weekdays nights mornings evenings anywhere ever
gmail yahoo hotmail outlook icloud http https www com net org inc llc corp ltd username password ssn dob pin zip id
cod veg snail star wind walk proceed pizza hotel flight table ticket small medium large thick
unacceptable ridiculous disgusting shit damn damnit fuck crap wtf omg lol haha lmao idk tbh imo btw fyi jk np ty
override ignore system instructions instruction assistant admin user prompt developer bot robot human
fico dscr irrrl hecm adu ltv apr arms zestimate escrowed hud fannie freddie nmls mls
";

/// Given names that are common words too or that are often typed in lower case after "I'm".
const GIVEN: &str = "
aaron abby abdul abigail adam adrian ahmed aisha akira alan albert alejandra alejandro alex alexa alexander alexandra alexis ali
alice alicia alison allen allison alma alvin alyssa amanda amber amelia amina amir amy ana anand andre andrea andrew andy
angel angela angelica anil anita anjali ann anna anne annie anthony antonio april arjun arlene arnold arthur ashley ashok
aubrey audrey austin ava barbara barry beatrice becky ben benjamin bernard beth bethany betty beverly bill billy blake bob
bobby bonnie brad bradley brandon brandy brenda brent brett brian brianna brittany brooke bruce bryan caleb calvin cameron
carl carla carlos carmen carol carole caroline carolyn carrie casey catherine cathy cecilia cedric cesar chad charlene charles
charlie charlotte chelsea cheryl chloe chris christian christina christine christopher cindy claire clara clarence claudia
clay clayton cody colin colleen connie connor corey courtney craig cristina crystal curtis cynthia daisy dale dan dana daniel
danielle danny darlene darnell darrell darren dave david dawn dean deanna debbie deborah debra deepak deepika denise dennis
derek derrick destiny devon diana diane diego dolores dominic don donald donna doris dorothy doug douglas duane dustin dwayne
dylan earl ebony eddie edgar edith edna eduardo edward edwin eileen elaine eleanor elena eli elijah elizabeth ella ellen emily
emma enrique eric erica erik erika erin ernest esther ethan eugene eva evan evelyn fatima felicia felipe felix fernando florence
frances francis francisco frank fred freddie gabriel gabriela gail ganesh gary gene geoffrey george gerald geraldine
gilbert gina giovanni gladys glen glenn gloria gopal gordon grace greg gregory gustavo guy gwen hannah harold harry harvey hassan
hazel heather hector heidi helen henry herbert herman holly howard hugo hunter ian ibrahim ida imani imran ingrid irene iris
isaac isabel isabella ivan jack jackie jackson jacob jacqueline jaime jake jamal james jamie jan jane janet janice jared jasmine
jason javier jay jean jeanette jeff jeffery jeffrey jenna jennifer jenny jeremy jerome jerry jesse jessica jessie jessy jesus
jill jim jimmy jin jo joan joann joanna joanne joe joel john johnny jon jonathan jordan jorge jose joseph josephine josh joshua
joy joyce juan juanita judith judy julia julian juliana julie julio june justin kaitlyn karen karina karl karthik kate katherine
kathleen kathryn kathy katie katrina kavita kayla keith kelly kelsey ken kendra kenneth kenny kevin khalid kim kimberly kiran
kirk kofi kristen kristin kristina kristy krystal kumar kurt kyle kylie lakshmi lakshmanan lamar lance larry latoya laura lauren laurie lawrence leah
lee leia leo leon leonard leroy leslie lester leticia lewis liam lillian linda lindsay lindsey lisa logan lois lola lonnie lori
lorraine louis louise lucas lucia lucy luis luke luz lydia lynn mackenzie madison maggie mahesh malik mandy manoj manuel marc
marcia marco marcus margaret maria marian marie marilyn mario marion marisol marissa marjorie mark marlene marsha marshall martha
martin marvin mary mason mateo mathew matt matthew maureen maurice max maxine megan mehmet melanie melinda melissa melvin mercedes
meredith michael micheal michele michelle miguel mike mildred milton min mindy miranda misty mitchell mohamed mohammad mohammed
molly monica monique morgan muhammad nadia nancy naomi natalia natalie natasha nathan nathaniel neha neil nelson nicholas nick
nicole nicolas nikhil nilaa nina noah noelle noor nora norma norman obinna oliver olivia omar oscar pablo paige pam pamela pat
patrice patricia patrick patty paul paula pauline pedro peggy penny perry peter phil philip phillip phyllis pooja prakash
pradeep preeti priscilla priya quentin rachel rafael rahul raj raja rajesh ralph ramesh ramon randall randy raquel ravi ray raymond
rebecca regina renata renee rhonda ricardo rich richard rick ricky rita rob robert roberta roberto robin rochelle rodney roger
rohit roland roman ron ronald ronnie rosa rosalind rose rosemary ross roy ruben ruby russell ruth ryan sabrina sagar sally sam samantha
samir sammy samuel sandeep sandra sandy sanjay santiago sara sarah satish savannah scott sean sergio seth shane shannon sharon
shaun shawn sheena sheila shelby shelly sherri sherry sherwin shirley shreya sierra simon sofia sonia sonya sophia sophie stacey
stacy stan stanley stella stephanie stephen steve steven stuart sue sunil suresh susan suzanne sydney sylvia tamara tammy tanya
tara tasha taylor ted teresa terrance terrence terri terry thelma theodore theresa thomas tiffany tim timothy tina todd tom tommy
toni tony tonya tracey traci tracy travis trevor tricia troy tyler tyrone valerie vanessa vera vernon veronica vicki vickie
victor victoria vijay vikram vincent viola violet virginia vivian wade wallace walter wanda wayne wendy wesley whitney willie
william wilma xavier yolanda yusuf yvonne zachary zoe andrews hilary imogen kareem lorna gus etienne
";

/// Names that are ordinary words first: names only where the whole reply to a question for the
/// name is one.
const NAME_AND_WORD: &str = "
will hope faith joy grace june may april august mark bill rob drew art rich chip dale rose dawn summer autumn winter
chance chase cash hunter price sunny sandy ray jack frank guy gene pat sky dusty rusty buddy misty melody charity honor
justice miles heath cliff brook brooke ivy lily daisy violet olive ginger pepper basil reed marina carol penny cherry
crystal amber pearl ruby jewel destiny harmony angel trinity prince duke earl king knight page paige bishop parker mason
cooper carter tyler taylor walker grant wade lance nick don dean sterling robin jay drake wren skip buck bud
";

/// Words that end a name even after "my name is": they are names now and then, but here go on
/// with the sentence.
const BREAKS: &str = "
and but or so i im i'm is are was am my me from with at on in for to of the a an calling looking here email phone number
cell mobile who which that because since your you we it it's its this not have has need want would like trying interested
working living also can could please thanks thank hi hello phones contact reach call dob born age aged born no
";

static COMMON_SET: LazyLock<HashSet<&str>> = LazyLock::new(|| COMMON.split_whitespace().collect());
static GIVEN_SET: LazyLock<HashSet<&str>> = LazyLock::new(|| GIVEN.split_whitespace().collect());
static NAME_AND_WORD_SET: LazyLock<HashSet<&str>> =
    LazyLock::new(|| NAME_AND_WORD.split_whitespace().collect());
static BREAK_SET: LazyLock<HashSet<&str>> = LazyLock::new(|| BREAKS.split_whitespace().collect());

/// Whether a lower-cased word is no name in ordinary writing.
pub(super) fn is_common(word: &str) -> bool {
    COMMON_SET.contains(word)
}

/// Whether a lower-cased word is a well-known given name.
pub(super) fn is_given_name(word: &str) -> bool {
    GIVEN_SET.contains(word)
}

/// Whether a lower-cased word ends a name.
pub(super) fn breaks_name(word: &str) -> bool {
    BREAK_SET.contains(word)
}

/// Whether a lower-cased word is a name as well as an ordinary word.
pub(super) fn is_name_and_word(word: &str) -> bool {
    NAME_AND_WORD_SET.contains(word)
}
