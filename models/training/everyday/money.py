"""Banking, invoices, insurance, tax, budgets, trading and subscriptions."""

from __future__ import annotations

from .kinds import Everyday, tool

TOOLS: tuple[Everyday, ...] = (
    tool(
        "get_balance account_balance check_balance bankBalance",
        "Balance of a bank account.|How much money is in an account|Returns the current or past account balance",
        "account!:code as_of:day",
        "What is the balance of account {account}?|How much money is in {account}?|Balance {account} as of {as_of}"
        "|Check my account {account}|Am I still in the black on {account}?|How much did I have in {account} on {as_of}?"
        "|I need to know what is left in account {account}|As of {as_of}, what did {account} hold?|Tell me how much cash sat in {account} on {as_of}"
        "|Show the funds on {account}, please|Is {account} overdrawn?|Could you look up the {account} balance?",
        "balance available currency",
    ),
    tool(
        "transfer_between_accounts move_money internal_transfer transferFunds",
        "Move money from one account to another.|Transfers an amount between two accounts|Internal bank transfer",
        "from_account!:code to_account!:code sum!:amount on_day:day",
        "Transfer {sum} from {from_account} to {to_account}|Move {sum} to {to_account} from {from_account}|Take {sum} out of {from_account} and put it into {to_account}"
        "|{to_account} needs {sum}, take it from {from_account}|On {on_day} shift {sum} from {from_account} over to {to_account}"
        "|Please move money: {sum}, {from_account} -> {to_account}|I want exactly {sum} to go from account {from_account} into account {to_account} on {on_day}"
        "|Fill up {to_account} with {sum} out of {from_account}|Could you transfer {sum} to my account {to_account}? Use {from_account}."
        "|Debit {from_account} and credit {to_account} with {sum} by {on_day}|{from_account} has too much in it, send {sum} of that to {to_account}"
        "|Bank transfer, {sum}, source {from_account}, destination {to_account}, {on_day}",
        "transaction_id new_balance",
    ),
    tool(
        "send_payment pay_person wire_money sendMoney",
        "Send money to a person.|Pays somebody an amount with a reference|Wire transfer to a payee",
        "payee!:person amount!:amount currency!:currency reference:phrase",
        'Pay {payee} {amount} {currency}|Send {amount} {currency} to {payee}|Wire {payee} {amount} {currency}, reference "{reference}"'
        '|I owe {payee} {amount} {currency}|{payee} gets {amount} {currency} from me for "{reference}"|Could you send over {amount} {currency} to {payee}, please?'
        '|{amount} {currency} for {payee}|Under the reference "{reference}", pay {amount} {currency} to {payee}'
        '|{payee} lent me {amount} {currency}, give it back|Make a payment of {amount} {currency} to the account of {payee} with the text "{reference}"'
        '|My friend {payee} should receive {amount} {currency}|Settle what I owe {payee}: {amount} {currency}, "{reference}"',
        "payment_id fee arrives_on",
    ),
    tool(
        "freeze_card block_card lock_card suspendCard",
        "Block a bank card.|Freezes a credit or debit card that was lost or stolen|Lock a card at once",
        "card_number!:code reason:lost/stolen/damaged",
        "Block my card {card_number}|Freeze card {card_number}, it was {reason}|My card {card_number} is {reason}!"
        "|Nobody may pay with {card_number} any more|I can't find my credit card {card_number}, please lock it|Card {card_number}: {reason}, freeze it now"
        "|Somebody took my wallet. Suspend {card_number}|Please stop the card ending in {card_number} because it is {reason}"
        "|It is {reason}, so lock down card {card_number}|Can you put a block on {card_number}?|block {card_number} ({reason})|Shut off the debit card {card_number} right away",
        "blocked_at replacement_card",
    ),
    tool(
        "set_card_limit change_spending_limit card_limit updateCardLimit",
        "Set the spending limit of a card.|Changes how much may be spent with a card per day, week or month|Adjust a card limit",
        "card!:code limit!:count per:day/week/month",
        "Set the limit of card {card} to {limit}|Limit {card} to {limit} per {per}|No more than {limit} a {per} with my card {card}"
        "|My son spends too much on {card}, cap it at {limit}|Raise the {card} spending limit to {limit} each {per}|I want to spend at most {limit} with {card}"
        "|{limit} per {per} is enough for card {card}|Could you lower what I may spend on {card} to {limit}?|Card {card}, limit {limit}, every {per}"
        "|Allow {limit} on {card} for each {per}, please|For my travels I need {limit} available on {card}|Change the card limit: {card}, {limit}",
        "old_limit spent",
    ),
    tool(
        "list_transactions account_statement get_transactions bankStatement",
        "List the transactions of an account.|Bank statement between two days|What was booked on an account in a period",
        "account_id!:code from_day!:day until_day:day",
        "Show the transactions of {account_id} since {from_day}|What was booked on {account_id} from {from_day} to {until_day}?"
        "|Bank statement {account_id}, {from_day} until {until_day}|List everything that went in or out of {account_id} after {from_day}"
        "|Where did my money go? Account {account_id}, starting {from_day}|Between {from_day} and {until_day}, what happened on account {account_id}?"
        "|I need a statement of {account_id} that begins on {from_day}|Up to {until_day}, beginning {from_day}: all movements on {account_id}"
        "|Please pull the bookings on {account_id} from {from_day} on|Has any money arrived on {account_id} since {from_day}?"
        "|transactions {account_id}, {from_day}|My accountant wants the {account_id} statement from {from_day} through {until_day}",
        "transactions total_in total_out",
    ),
    tool(
        "create_standing_order recurring_payment setup_autopay standingOrder",
        "Create a standing order.|Sets up a regular payment to a recipient|Recurring transfer every week, month or year",
        "recipient!:person amount!:amount interval!:weekly/monthly/yearly starting:day",
        "Set up a standing order of {amount} {interval} to {recipient}|Pay {recipient} {amount} {interval}|{interval} payment to {recipient}: {amount}"
        "|From {starting} send {recipient} {amount} {interval}|My landlord {recipient} gets {amount}, {interval}, please automate it"
        "|I want {amount} to go to {recipient} on a {interval} basis starting {starting}|Create a recurring transfer, {recipient}, {amount}, {interval}"
        "|Never let me forget: {recipient} must receive {amount} {interval}|{recipient} should get {amount} from me {interval} beginning {starting}"
        "|Could you repeat the {amount} payment for {recipient} on a {interval} rhythm?|Starting {starting}, {interval}, {amount} for {recipient}"
        "|Autopay {amount} to {recipient}, {interval} please",
        "order_number next_payment",
    ),
    tool(
        "create_invoice issue_invoice write_invoice bill_client",
        "Create an invoice for a client.|Writes a bill with an amount and a due day|Issue an invoice",
        "client!:proper total!:amount due_day:day for_what:phrase",
        'Create an invoice for {client} over {total}|Bill {client} {total} for "{for_what}"|Invoice to {client}: {total}, due {due_day}'
        '|{client} owes us {total}, write them a bill|Send {client} an invoice of {total} payable by {due_day}|We did "{for_what}" for {client}, charge them {total}'
        "|Please issue a bill: client {client}, total {total}|By {due_day} our client {client} has to pay {total}, make the invoice"
        '|For "{for_what}" I charge {total}; the invoice goes to {client} and is due {due_day}|Could you invoice {client} for {total}?'
        '|new invoice, {total}, {client}, "{for_what}"|Time to get paid by {client}: {total} until {due_day}',
        "invoice_number vat pdf_url",
    ),
    tool(
        "pay_invoice settle_invoice pay_bill settleBill",
        "Pay an invoice.|Settles a bill from one of the accounts|Pay a bill by its invoice number",
        "invoice_number!:code from_account:code pay_on:day",
        "Pay invoice {invoice_number}|Settle the bill {invoice_number} from account {from_account}|{invoice_number} is due, pay it on {pay_on}"
        "|Please pay {invoice_number} out of {from_account}|I got the invoice {invoice_number} today, take care of it|Use {from_account} to settle {invoice_number} by {pay_on}"
        "|Has {invoice_number} been paid? If not, do it|The bill {invoice_number} should be paid on {pay_on} via {from_account}|Transfer what invoice {invoice_number} asks for"
        "|On {pay_on} please settle {invoice_number}|I don't want a dunning letter for {invoice_number}, pay up|bill {invoice_number}, account {from_account}",
        "paid_amount receipt",
    ),
    tool(
        "send_payment_reminder dun_customer remind_debtor paymentReminder",
        "Remind a debtor of an unpaid invoice.|Sends a dunning letter by e-mail|Payment reminder with a level",
        "unpaid_invoice!:code debtor_email!:email level:friendly/firm/final",
        "Remind {debtor_email} of invoice {unpaid_invoice}|Send a {level} reminder for {unpaid_invoice} to {debtor_email}|{debtor_email} still hasn't paid {unpaid_invoice}"
        "|Write to {debtor_email} that {unpaid_invoice} is overdue, tone {level}|Dunning letter, {level}: {unpaid_invoice}, {debtor_email}"
        "|We are waiting for the money from {unpaid_invoice}, nudge {debtor_email}|Could you chase {debtor_email} about {unpaid_invoice}?"
        "|It's time for a {level} payment reminder to {debtor_email} concerning {unpaid_invoice}|{unpaid_invoice} is unpaid, mail {debtor_email} a {level} letter"
        "|Please ask {debtor_email} politely to pay {unpaid_invoice}|overdue {unpaid_invoice}: {debtor_email}|{level} warning for {debtor_email}, invoice {unpaid_invoice}",
        "reminder_number fee new_deadline",
    ),
    tool(
        "file_insurance_claim submit_claim report_damage insuranceClaim",
        "File an insurance claim.|Reports a damage to the insurer under a policy|Submits a claim with what happened and the loss",
        "policy_number!:code what_happened!:remark damage_day:day loss:amount",
        'File a claim under policy {policy_number}: "{what_happened}"|I want to report a damage, "{what_happened}", my policy is {policy_number}'
        '|On {damage_day} this happened: "{what_happened}". Insurance policy {policy_number}|Claim {loss} from {policy_number} because "{what_happened}"'
        '|Policy {policy_number}, loss of about {loss}, "{what_happened}"|Please tell the insurer of {policy_number} "{what_happened}", it was {damage_day}'
        '|"{what_happened}" - does {policy_number} cover that? Submit it|We had bad luck on {damage_day}, about {loss} is lost, {policy_number} should pay: "{what_happened}"'
        '|Insurance case for {policy_number}: "{what_happened}"|Under {policy_number} I claim damages of {loss} with the explanation "{what_happened}"'
        '|Could you submit a claim? Number {policy_number}, day {damage_day}, story "{what_happened}"|I need my money back from insurance {policy_number}, for "{what_happened}"',
        "claim_number handler expected_payout",
    ),
    tool(
        "insurance_quote get_premium quote_insurance calculatePremium",
        "Get a quote for an insurance.|Calculates the premium of a new insurance for a person|What an insurance would cost",
        "insurance_type!:car/home/life/liability insured!:person coverage:amount",
        "What would a {insurance_type} insurance cost for {insured}?|Quote for {insured}: {insurance_type} insurance, coverage {coverage}"
        "|{insured} needs {insurance_type} insurance, how much is that?|Get me the premium of a {insurance_type} policy for {insured} that covers {coverage}"
        "|I'd like to insure {insured} ({insurance_type}) up to {coverage}|How expensive is {insurance_type} cover for {insured}?"
        "|With {coverage} insured, what does {insured} pay for a {insurance_type} policy?|insurance offer {insurance_type}, {insured}"
        "|Please calculate a {insurance_type} premium, the insured is {insured}|{insured} just moved out and wants a {insurance_type} insurance with {coverage} of cover, price?"
        "|Make {insured} an offer on {insurance_type} insurance|Up to {coverage}, {insurance_type}, for {insured}: what is the yearly premium?",
        "premium excess valid_days",
    ),
    tool(
        "cancel_insurance end_policy cancel_policy policyCancel",
        "Cancel an insurance policy.|Ends a policy on a day|Terminates an insurance",
        "policy!:code end_day!:day",
        "Cancel my insurance {policy} as of {end_day}|End policy {policy} on {end_day}|I sold the car, so policy {policy} can stop on {end_day}"
        "|From {end_day} I don't need policy {policy}|Please terminate the insurance with the number {policy} per {end_day}|On {end_day} I want to be rid of {policy}"
        "|Policy {policy}: cancel, {end_day}|The premium of {policy} is too high, cancel it for {end_day}|Could you give notice on policy {policy}, effective {end_day}?"
        "|{end_day} should be the last day covered by {policy}|Stop insuring me under {policy} after {end_day}|insurance {policy} ends {end_day}",
        "confirmation_number refund_amount",
    ),
    tool(
        "add_vat calculate_vat gross_from_net vatCalculator",
        "Calculate the gross price from a net price.|Adds value added tax at a rate|VAT calculator",
        "net_price!:amount vat_rate!:small",
        "What is {net_price} plus {vat_rate} percent VAT?|Add {vat_rate}% VAT to {net_price}|Gross price of {net_price} at {vat_rate} percent"
        "|How much tax is on {net_price} at a rate of {vat_rate} percent?|{net_price} net, {vat_rate}% tax, what is the gross?"
        "|At {vat_rate} percent value added tax, what do I charge for {net_price} net?|Please calculate the VAT: net {net_price}, rate {vat_rate}"
        "|With {vat_rate} percent on top, {net_price} becomes what?|I sell it for {net_price} without tax; the customer pays {vat_rate} percent more, how much is it?"
        "|vat {vat_rate}% on {net_price}|Turn the net amount {net_price} into gross using {vat_rate} percent|The invoice says {net_price} before {vat_rate}% VAT, give me the final figure",
        "gross tax",
    ),
    tool(
        "estimate_income_tax income_tax tax_estimate howMuchTax",
        "Estimate income tax.|Computes how much tax is due on a yearly income|Tax estimate by income, family status and children",
        "yearly_income!:amount family_status:single/married/widowed children:small",
        "How much tax do I pay on {yearly_income}?|Income tax for {yearly_income}, {family_status}|I earn {yearly_income} a year and have {children} children, what does the state take?"
        "|Estimate my taxes: income {yearly_income}, {family_status}, {children} kids|With a yearly income of {yearly_income}, what is my tax?"
        "|I'm {family_status} and make {yearly_income}, how much goes to the tax office?|Tax on {yearly_income} please|{children} children, {yearly_income} income: how much do I owe the taxman?"
        "|What remains of {yearly_income} after tax?|Being {family_status} with {children} kids, what tax is due on {yearly_income}?"
        "|If I got {yearly_income} next year, how high would the income tax be?|tax estimate {yearly_income} {family_status}",
        "tax_due effective_rate net_income",
    ),
    tool(
        "submit_expense claim_expense add_expense_report expenseClaim",
        "Submit an expense for reimbursement.|Claims back money spent at a merchant|Adds a receipt to the expense report",
        "merchant!:proper spent!:amount category:meals/travel/software/training receipt:path",
        "Submit an expense: {spent} at {merchant}|I paid {spent} at {merchant}, category {category}|Expense {merchant}, {spent}, receipt in {receipt}"
        "|I'd like {spent} back that I spent at {merchant} on {category}|Claim {spent} for {category} from {merchant}|The receipt {receipt} is from {merchant}, {spent} in total"
        "|Put {spent} from {merchant} on my expense report|Reimburse me please: {merchant}, {category}, {spent}|{merchant} charged me {spent}, the company should pay that, proof is {receipt}"
        "|See {receipt}: {category}, {spent}, bought at {merchant}|Could you file {spent} under {category}? It was at {merchant}.|Out of my own pocket I gave {merchant} {spent}, I want it refunded by work",
        "expense_id payout_day",
    ),
    tool(
        "set_budget create_budget budget_for limitSpending",
        "Set a budget for a category.|Limits how much may be spent on something in a period|Create a monthly or yearly budget",
        "category!:word ceiling!:amount period:weekly/monthly/yearly",
        "Set a budget of {ceiling} for {category}|My {period} budget for {category} is {ceiling}|No more than {ceiling} on {category}, please"
        "|I want to spend at most {ceiling} {period} on {category}|Budget {category}: {ceiling}, {period}|We have to save, so {category} gets only {ceiling}"
        "|For {category} create a {period} budget with {ceiling}|{ceiling} must be enough for {category}|Could you cap my {category} spending at {ceiling}, {period}?"
        "|Plan {ceiling} for {category}|Change the {category} budget to {ceiling}|{ceiling} is the {period} ceiling when it comes to {category}",
        "budget_id previous",
    ),
    tool(
        "budget_left remaining_budget check_budget budgetStatus",
        "How much of a budget is left.|Remaining money in a budget category|Shows what has been spent of a budget in a month",
        "budget_name!:word month:word",
        "How much is left of the {budget_name} budget?|What remains for {budget_name}?|Remaining budget {budget_name}, month {month}"
        "|Have I spent too much on {budget_name}?|Is there any money left for {budget_name} in {month}?|Check the budget called {budget_name}"
        "|Did we stay inside the {budget_name} budget in {month}?|Can I still afford something from {budget_name}?|budget status {budget_name}"
        "|I want to know what is still available under {budget_name} for {month}|Show me how the {budget_name} budget is doing|In {month}, how much of {budget_name} was used?",
        "left spent percent",
    ),
    tool(
        "place_trade trade_stock submit_order stockOrder",
        "Buy or sell shares.|Places a stock order with an optional limit price|Trades a number of shares of a symbol",
        "side!:buy/sell ticker!:ticker shares!:count limit_price:amount",
        "{side} {shares} shares of {ticker}|Please {side} {shares} {ticker}|I want to {side} {shares} shares of {ticker} at {limit_price}"
        "|{side} some {ticker}, {shares} pieces, limit {limit_price}|Place an order to {side} {shares} {ticker} shares|{ticker}: {side} {shares}"
        "|With a limit of {limit_price}, {side} {shares} of {ticker} for my depot|It's time to {side} more of {ticker}, make it {shares} shares"
        "|Could you {side} exactly {shares} of the {ticker} stock at no worse than {limit_price}?|{shares} shares in {ticker}, I'd like to {side}"
        "|Tell my broker to {side} {shares} {ticker} at market|My order: {side}, {ticker}, quantity {shares}, price {limit_price}",
        "trade_id filled_price fee",
    ),
    tool(
        "cancel_trade withdraw_order cancel_stock_order revokeTrade",
        "Cancel an open stock order.|Withdraws a trade that has not been filled yet|Revoke a pending trade",
        "trade_id!:code",
        "Cancel trade {trade_id}|Withdraw my stock order {trade_id}|I changed my mind about trade {trade_id}|Pull back {trade_id} if it has not been filled"
        "|Please revoke the pending trade {trade_id}|Stop {trade_id} before the exchange opens|Trade {trade_id} was a mistake, get it out of the market"
        "|Is {trade_id} still open? Then kill that order at the broker|cancel {trade_id} at the stock exchange|I do not want {trade_id} to be executed any more"
        "|Could you take my bid {trade_id} off the book?|The limit was wrong, cancel the open order {trade_id} with the broker",
        "cancelled filled_shares",
    ),
    tool(
        "set_price_alert price_alert watch_stock alertOnPrice",
        "Alert when a stock crosses a price.|Notifies the user as soon as a symbol is above or below a threshold|Stock price alert",
        "watched_symbol!:ticker direction!:above/below threshold!:amount",
        "Alert me when {watched_symbol} is {direction} {threshold}|Tell me if {watched_symbol} goes {direction} {threshold}|{watched_symbol} moving {direction} {threshold}: notify me"
        "|I want to know as soon as {watched_symbol} trades {direction} {threshold}|Price alert, {watched_symbol}, {direction} {threshold}"
        "|Once it is {direction} {threshold}, ping me about {watched_symbol}|Watch {watched_symbol} and shout when the price gets {direction} {threshold}"
        "|Please keep an eye on {watched_symbol}, {threshold} is my mark, {direction} it I need a warning|Set an alarm on the {watched_symbol} share for anything {direction} {threshold}"
        "|If {watched_symbol} ever falls or climbs {direction} {threshold} let me know|Notify me {direction} {threshold} on {watched_symbol}"
        "|My alert for the stock {watched_symbol} should fire {direction} {threshold}",
        "alert_id current_price",
    ),
    tool(
        "cancel_subscription end_subscription unsubscribe_service stopSubscription",
        "Cancel a subscription.|Ends a paid subscription to a service|Stops the renewal of a membership",
        "service!:proper end_on:day feedback:remark",
        "Cancel my subscription to {service}|End {service} on {end_on}|I no longer want to pay for {service}|Stop the {service} membership as of {end_on}"
        '|Unsubscribe me from {service}, tell them "{feedback}"|I never use {service}, get rid of it please and say "{feedback}"|{service} is too expensive, don\'t renew it after {end_on}'
        '|Please quit {service} for me and leave the feedback "{feedback}"|My {service} subscription should run out on {end_on}|unsubscribe {service}'
        '|If they ask why, "{feedback}"; but cancel {service}|Could you make sure {service} does not charge me again?',
        "valid_until refund_due",
    ),
    tool(
        "change_plan switch_plan upgrade_subscription changeTier",
        "Switch a subscriber to another plan.|Upgrades or downgrades a subscription|Changes the plan of a customer from an old to a new one",
        "subscriber!:email new_plan!:free/basic/plus/premium old_plan:word",
        "Switch {subscriber} to the {new_plan} plan|Upgrade {subscriber} from {old_plan} to {new_plan}|{subscriber} wants {new_plan}"
        "|Put {subscriber} on {new_plan}, they had {old_plan} before|Change the subscription of {subscriber}: {new_plan} instead of {old_plan}"
        "|Customer {subscriber} asks for the plan {new_plan}|From {old_plan} over to {new_plan} for {subscriber}, please|Move the account {subscriber} onto {new_plan}"
        "|{new_plan} plan for {subscriber}|The {old_plan} plan is not enough for {subscriber}, set {new_plan}|Could {subscriber} be moved to {new_plan}?"
        "|Make it {new_plan} for the subscriber with the address {subscriber}, no more {old_plan}",
        "price_per_month active_from",
    ),
    tool(
        "loan_payment mortgage_payment monthly_rate loanCalculator",
        "Calculate the monthly payment of a loan.|Mortgage calculator: principal, years and interest rate|What a credit costs each month",
        "principal!:amount years!:small interest_rate!:small",
        "What do I pay per month for a loan of {principal} over {years} years at {interest_rate} percent?|Loan {principal}, {years} years, {interest_rate}% interest"
        "|If I borrow {principal} at {interest_rate} percent for {years} years, what is the monthly rate?|Monthly payment on {principal} with {interest_rate}% over {years} years please"
        "|The bank offers {interest_rate} percent for {years} years; I need {principal}, what would it cost me?|Mortgage of {principal}, paid off in {years} years, interest {interest_rate}"
        "|{years} years to pay back {principal} at {interest_rate} percent, how much each month?|Work out the instalments for {principal} at a rate of {interest_rate} percent during {years} years"
        "|Can I afford a credit of {principal}? {interest_rate} percent, {years} years|At {interest_rate} percent interest and {principal} borrowed, what do I owe monthly for {years} years?"
        "|Calculate my loan: principal {principal}, rate {interest_rate}, term {years} years|Over {years} years, {principal} from the bank, {interest_rate}%: the monthly sum?",
        "monthly_payment total_interest",
    ),
    tool(
        "create_savings_goal savings_goal save_up_for savingsPlan",
        "Create a savings goal.|Start saving up for something until a day|Plans how much to put aside for a target",
        "goal!:thing target_sum!:amount reach_by:day",
        "I want to save {target_sum} for a {goal}|Create a savings goal: {goal}, {target_sum}|Save up {target_sum} for the {goal} by {reach_by}"
        "|My dream is a {goal}, it costs {target_sum}, help me put money aside|By {reach_by} I need {target_sum} for my {goal}"
        "|New goal called {goal} with a target of {target_sum}|Put money aside for a {goal} until we have {target_sum}|{target_sum} until {reach_by}, savings plan {goal}"
        "|How much must I set aside each month for a {goal} of {target_sum} by {reach_by}?|We are saving for a {goal}; the target is {target_sum}"
        "|Until {reach_by} the {goal} fund should have grown to {target_sum}|Start a piggy bank for the {goal}: {target_sum}",
        "goal_id monthly_saving",
    ),
    tool(
        "dispute_charge contest_transaction report_fraud chargeback",
        "Dispute a charge on a card or an account.|Contests a booking that is wrong or a fraud|Request a chargeback for a transaction",
        "transaction_id!:code kind:fraud/duplicate/mistake details:remark",
        "I dispute charge {transaction_id}|Charge {transaction_id} is a {kind}|I never bought anything like {transaction_id}, get my money back"
        '|Contest {transaction_id} as {kind}: "{details}"|Please start a chargeback for {transaction_id} saying "{details}"|{kind}! Look at {transaction_id} on my statement'
        "|The booking {transaction_id} was not me|Report transaction {transaction_id} to the bank, it looks like {kind}"
        '|"{details}" is my explanation for disputing {transaction_id}|Could you have {transaction_id} reversed? I think it is a {kind}.'
        '|Somebody took money with {transaction_id}, details: "{details}"|dispute {transaction_id}, {kind}',
        "dispute_number provisional_credit",
    ),
)
