"""Shops, orders, warehouse, shipping, suppliers, reviews, coupons and property."""

from __future__ import annotations

from .kinds import Everyday, tool

TOOLS: tuple[Everyday, ...] = (
    tool(
        "search_products find_product product_search shopSearch",
        "Search the products of the shop.|Finds articles by name, colour and highest price|Product search",
        "product!:thing colour:colour max_price:amount",
        "Do you have a {product}?|Find me a {colour} sort of {product}|Show {product} offers under {max_price}|I'm looking for a {product} that is {colour} and costs no more than {max_price}"
        "|Search the shop for {product}|{product}, {colour}, at most {max_price}|Which products of the sort {product} do you sell for less than {max_price}?"
        "|I want to buy a {product}|My old {product} broke, what do you have in {colour}?|Up to {max_price} is what I can spend on a {product}"
        "|Is there something {colour} like a {product} in the catalogue?|product search: {product}",
        "product_name price article_number",
    ),
    tool(
        "check_stock stock_level is_in_stock inventoryLookup",
        "Check whether an article is in stock.|Stock level of a product in a branch|How many pieces of an article a store has",
        "article_number!:code branch:city",
        "Is {article_number} in stock?|How many of {article_number} are there in {branch}?|Stock level of {article_number}"
        "|Does the {branch} store have {article_number}?|Check if we still have article {article_number}|Are we out of {article_number} in {branch}?"
        "|Can I get {article_number} at your branch in {branch}?|A customer asks for {article_number}, do we have any left?"
        "|stock {article_number}, {branch}|In {branch}, what is the inventory of {article_number}?|Tell me how many pieces of {article_number} remain|Is article {article_number} available right now?",
        "pieces next_delivery shelf",
    ),
    tool(
        "compare_products product_comparison compare_articles compareItems",
        "Compare two products.|Shows the differences between two articles|Product comparison, optionally by one property",
        "first_article!:code second_article!:code criterion:price/weight/rating/warranty",
        "Compare {first_article} with {second_article}|Which is better, {first_article} or {second_article}?|{first_article} vs {second_article}, {criterion} only"
        "|What is the difference between article {first_article} and article {second_article}?|As to {criterion}, how does {first_article} do against {second_article}?"
        "|I can't decide: {first_article} or rather {second_article}?|Put {first_article} next to {second_article} and compare the {criterion}"
        "|Should I take {second_article} instead of {first_article}? The {criterion} matters to me|comparison {first_article}, {second_article}"
        "|Show the products {first_article} and {second_article} side by side|Looking at {criterion}, is {first_article} ahead of {second_article}?|Please tell me how {first_article} differs from {second_article}",
        "winner differences",
    ),
    tool(
        "apply_coupon redeem_coupon use_voucher applyDiscount",
        "Apply a coupon to an order.|Redeem a voucher code for an order|Use a discount code",
        "coupon_code!:code order_number!:code",
        "Apply the coupon {coupon_code} to order {order_number}|Use {coupon_code} on my order {order_number}|Redeem voucher {coupon_code} for {order_number}"
        "|My order {order_number} should be cheaper, I have the code {coupon_code}|Take {coupon_code} off the total of {order_number}"
        "|For order {order_number} I forgot to enter the coupon {coupon_code}|I got a voucher, {coupon_code}, please use it on {order_number}"
        "|discount code {coupon_code}, order {order_number}|Does the voucher {coupon_code} work with {order_number}? Then use it"
        "|Order {order_number}: add coupon {coupon_code}|Could you reduce {order_number} by what {coupon_code} is worth?|With {coupon_code} in my hand, {order_number} must cost less",
        "discount new_total",
    ),
    tool(
        "create_coupon make_voucher new_discount_code couponCreate",
        "Create a coupon.|Makes a discount code with a percentage that is valid until a day|New voucher for customers",
        "new_code!:code percent_off!:small valid_until:day",
        "Create a coupon {new_code} with {percent_off} percent off|New discount code {new_code}: {percent_off}%, valid until {valid_until}"
        "|Make a voucher called {new_code} that takes {percent_off} percent off|Until {valid_until} customers with {new_code} get {percent_off} percent"
        "|{percent_off} percent for everybody who types {new_code}|We plan a sale: {percent_off}% with the code {new_code} through {valid_until}"
        "|coupon {new_code}, {percent_off} percent|Please set up {new_code} as a coupon worth {percent_off} percent, expiring {valid_until}"
        "|Could you make me a {percent_off} percent voucher, {new_code}?|Let {new_code} mean {percent_off} percent less at the till|I need the promotion {new_code} to give exactly {percent_off} percent and end {valid_until}"
        "|Give our regulars {percent_off} percent under {new_code}",
        "coupon_id uses",
    ),
    tool(
        "cancel_order revoke_order abort_purchase cancelPurchase",
        "Cancel an order.|Revokes a customer's order before it ships|Abort a purchase with a reason",
        "order_id!:code cancel_reason:remark",
        'Cancel order {order_id}|I don\'t want {order_id} any more|Please cancel {order_id}, the reason is "{cancel_reason}"|Order {order_id} was a mistake, revoke it'
        '|Stop {order_id} before it leaves the house|I ordered twice, so drop {order_id}|Because "{cancel_reason}" I would like to cancel the order {order_id}'
        '|Can I still get out of {order_id}?|Call off my purchase {order_id} and note "{cancel_reason}"|cancel {order_id}: "{cancel_reason}"'
        '|The customer no longer needs order {order_id}, cancel it|"{cancel_reason}" - that is why {order_id} has to be cancelled',
        "cancelled refund_total",
    ),
    tool(
        "change_delivery_address update_shipping_address redirect_order newDeliveryAddress",
        "Change the delivery address of an order.|Sends an order to another city and recipient|Redirect a delivery",
        "order_no!:code new_city!:city new_recipient:person",
        "Send order {order_no} to {new_city} instead|Change the delivery address of {order_no} to {new_city}|{order_no} should go to {new_recipient} in {new_city}"
        "|I moved to {new_city}, please redirect {order_no}|Deliver {order_no} in {new_city} to {new_recipient}|The address of order {order_no} is wrong, it must be {new_city}, name {new_recipient}"
        "|To {new_city}, not to my old place: order {order_no}|{new_recipient} will receive {order_no} for me in {new_city}|order {order_no}, new city {new_city}"
        "|Could {order_no} still be rerouted to {new_city}?|We're in {new_city} by then, have {order_no} delivered there|Shipping of {order_no}: recipient {new_recipient}, city {new_city}",
        "delivery_day extra_cost",
    ),
    tool(
        "return_item send_back start_return returnArticle",
        "Return an item of an order.|Starts the return of something that a customer bought|Send back an article in some condition",
        "item!:thing order_ref!:code condition:unopened/used/broken",
        "I want to return the {item} from order {order_ref}|Send back the {item} of {order_ref}, it is {condition}|The {item} in {order_ref} came {condition}"
        "|Return: {item}, order {order_ref}, {condition}|Order {order_ref}, the {item} doesn't fit me, how can I give it back?"
        "|From {order_ref} only the {item} goes back|One {item}, {condition}, out of order {order_ref} is coming back to you|Please start a return for {order_ref}: {item}"
        "|I don't like the {item} I got with {order_ref}, take it back|It is {condition}: the {item} that arrived with {order_ref}, I'm sending it back"
        "|Register the {item} bought under {order_ref} as a return|Could I exchange or return the {item} of order {order_ref}? It is {condition}.",
        "return_number label_url refund_sum",
    ),
    tool(
        "shipping_cost calculate_shipping postage freightQuote",
        "Calculate shipping costs.|Price to send a parcel of some weight between two cities|Postage for a parcel",
        "ship_from!:city ship_to!:city weight_kg!:small speed:standard/express/overnight",
        "What does it cost to ship {weight_kg} kg from {ship_from} to {ship_to}?|Postage {ship_from} - {ship_to}, {weight_kg} kilos, {speed}"
        "|I want to send a parcel of {weight_kg} kg to {ship_to} from {ship_from}, how much?|Shipping cost for {weight_kg} kg, {speed}, {ship_from} to {ship_to}"
        "|From {ship_from} the box ({weight_kg} kg) goes to {ship_to}; price please|How expensive is {speed} delivery of {weight_kg} kilograms to {ship_to} if it starts in {ship_from}?"
        "|{weight_kg} kg of books must get from {ship_from} to {ship_to}, {speed}|Calculate freight: origin {ship_from}, destination {ship_to}, weight {weight_kg}"
        "|Could I afford {speed} shipping of {weight_kg} kg between {ship_from} and {ship_to}?|To {ship_to}, out of {ship_from}, about {weight_kg} kilos: what is the postage?"
        "|My package weighs {weight_kg} kg, it sits in {ship_from} and belongs in {ship_to}. What will you charge?|freight quote {ship_from} to {ship_to} {weight_kg} kg",
        "price days",
    ),
    tool(
        "schedule_pickup request_courier parcel_pickup bookPickup",
        "Schedule the pickup of a parcel.|A courier collects a shipment on a day|Order a courier for parcels",
        "pickup_day!:day parcels!:small pickup_city!:city not_before:clock",
        "Have {parcels} parcels picked up in {pickup_city} on {pickup_day}|Send a courier to {pickup_city} for {parcels} parcels on {pickup_day}, not before {not_before}"
        "|On {pickup_day} there are {parcels} boxes to collect in {pickup_city}|Pickup {pickup_day}, {pickup_city}, {parcels} packages|I need a courier in {pickup_city} on {pickup_day}, it is {parcels} parcels"
        "|{parcels} parcels are ready in {pickup_city}; please fetch them on {pickup_day} after {not_before}|Could somebody come to our {pickup_city} office on {pickup_day} and take {parcels} parcels along?"
        "|From {not_before} on {pickup_day} you can collect {parcels} items in {pickup_city}|Order the parcel service: {pickup_city}, {pickup_day}, {parcels} pieces"
        "|We're in {pickup_city} with {parcels} packages waiting, pickup on {pickup_day} please|Collect from {pickup_city} {parcels} shipments, {pickup_day}, {not_before} at the earliest"
        "|Arrange that the courier gets our {parcels} parcels in {pickup_city}, {pickup_day}",
        "pickup_number courier",
    ),
    tool(
        "print_shipping_label create_label make_parcel_label shippingLabel",
        "Create a shipping label.|Label for a shipment to a recipient in a city|Prints the sticker for a parcel",
        "recipient_name!:person destination_city!:city sender_name:person",
        "Create a shipping label for {recipient_name} in {destination_city}|Label: to {recipient_name}, {destination_city}, from {sender_name}"
        "|I need a sticker for a parcel that {sender_name} sends to {recipient_name} in {destination_city}|Print me the label for the box to {recipient_name}, {destination_city}"
        "|{recipient_name} lives in {destination_city}, make a parcel label|From {sender_name} to {recipient_name} in {destination_city}, label please"
        "|A package is going to {destination_city}, addressed to {recipient_name}, label it|Sender {sender_name}, recipient {recipient_name}, city {destination_city}"
        "|Could you prepare what we glue on the parcel for {recipient_name} of {destination_city}?|shipping label {recipient_name}, {destination_city}"
        "|The sender is {sender_name} and it goes to {destination_city}, where {recipient_name} gets it|For {destination_city} print one label with the name {recipient_name}",
        "tracking_number label_pdf",
    ),
    tool(
        "move_stock transfer_stock relocate_goods stockTransfer",
        "Move goods from one shelf to another.|Relocates units of an article in the warehouse|Stock transfer between two places",
        "article!:code from_shelf!:code to_shelf!:code units:count",
        "Move {article} from {from_shelf} to {to_shelf}|Take {units} units of {article} off shelf {from_shelf} and put them on {to_shelf}"
        "|{article} belongs on {to_shelf}, not on {from_shelf}|Transfer {units} of article {article} to {to_shelf}, they are at {from_shelf} now"
        "|Shelf {from_shelf} is full, relocate {article} to shelf {to_shelf}|Warehouse: {article}, {units} pieces, {from_shelf} -> {to_shelf}"
        "|Please bring the {article} goods over from {from_shelf} into {to_shelf}|To shelf {to_shelf} go {units} units of {article} from {from_shelf}"
        "|We need {article} nearer to the door: out of {from_shelf}, into {to_shelf}|Could you rebook {article}? Old place {from_shelf}, new place {to_shelf}."
        "|From {from_shelf} please shift exactly {units} of {article} to {to_shelf}|move {article}, from {from_shelf}, to {to_shelf}",
        "transfer_id left_on_shelf",
    ),
    tool(
        "record_count stock_take count_inventory inventoryCount",
        "Record the result of a stock count.|Stores how many pieces of an article were counted|Stocktaking entry by who counted",
        "sku!:code counted!:count counted_by:person",
        "We counted {counted} pieces of {sku}|Stock count: {sku}, {counted}|{counted_by} counted {counted} of {sku}|Record that there are {counted} units of {sku}"
        "|The inventory of {sku} is {counted} according to {counted_by}|Put down {counted} for {sku} in the stocktaking|I found exactly {counted} of {sku} on the shelf"
        "|{sku}: {counted} (by {counted_by})|Set the real quantity of {sku} to {counted}, please|{counted_by} went through the warehouse, {sku} comes to {counted}"
        "|After counting twice, {counted} is right for {sku}|Only {counted} left when I counted {sku}, write that into the books",
        "difference booked_quantity",
    ),
    tool(
        "reorder_goods purchase_order order_from_supplier createPurchaseOrder",
        "Order goods from a supplier.|Creates a purchase order for units of an article|Reorders stock",
        "supplier!:proper goods!:thing quantity!:count deliver_by:day",
        "Order {quantity} {goods} units from {supplier}|Purchase order to {supplier}: {quantity} x {goods}, by {deliver_by}|We are running out of {goods}, get {quantity} from {supplier}"
        "|{supplier} should deliver {quantity} of {goods} by {deliver_by}|Reorder {goods} at {supplier}, {quantity} pieces|By {deliver_by} I need {quantity} new pieces of {goods}; the supplier is {supplier}"
        "|Buy {goods} from the supplier {supplier}, quantity {quantity}|Please send {supplier} a purchase order over {quantity} units, {goods}, delivery {deliver_by}"
        "|Our shelf for {goods} is empty, {supplier} can bring {quantity}|{quantity} pieces of {goods}, ordered at {supplier}, please|Could you ask {supplier} for {quantity} more of the {goods} until {deliver_by}?"
        "|restock {goods}: {quantity}, {supplier}",
        "purchase_number total_cost expected_on",
    ),
    tool(
        "rate_supplier supplier_rating score_supplier evaluateVendor",
        "Rate a supplier.|Gives a vendor points for quality, price or punctuality|Evaluate a supplier",
        "vendor!:proper score!:small aspect:quality/price/punctuality",
        "Rate the supplier {vendor} with {score} points|{vendor} gets {score} points for {aspect}|Give {vendor} a score of {score}"
        "|For {aspect} I'd give the vendor {vendor} {score} points|Supplier {vendor}: {aspect} {score}|We were happy with {vendor}, enter {score}"
        "|How punctual or good was {vendor}? {score} points, I'd say, in {aspect}|Put {score} down as rating of {vendor}|Please evaluate {vendor}: {score} points, {aspect}"
        "|Never again! {vendor} deserves only {score}|{score} for {vendor}, as to {aspect}|Could you change the supplier rating of {vendor} to {score}?",
        "average rank",
    ),
    tool(
        "supplier_lead_time delivery_time_of lead_time vendorLeadTime",
        "How long a supplier takes to deliver.|Lead time of a vendor for an article|Delivery time of a supplier to a city",
        "supplier_name!:proper material:thing deliver_to:city",
        "How long does {supplier_name} take to deliver?|Lead time of {supplier_name} for {material}|How many days does {supplier_name} need to bring {material} to {deliver_to}?"
        "|When could {supplier_name} deliver {material}?|Is {supplier_name} fast?|Delivery time {supplier_name}, {material}, {deliver_to}"
        "|If I order {material} at {supplier_name} today, how long must I wait?|We need something in {deliver_to} soon, how quick is {supplier_name}?"
        "|Tell me the lead time that {supplier_name} has for {material}|To {deliver_to}, how many days would {supplier_name} take?|lead time {supplier_name}"
        "|How soon can the vendor {supplier_name} be here with the {material}?",
        "lead_days reliability",
    ),
    tool(
        "write_review post_review submit_product_review addReview",
        "Write a product review.|Posts a review with stars and a text|Submits what a customer thinks of a product",
        "product_id!:code stars!:small review_text!:remark",
        'Review {product_id} with {stars} stars: "{review_text}"|Give {product_id} {stars} stars and write "{review_text}"|{stars} stars for {product_id}, "{review_text}"'
        '|My opinion on product {product_id}: "{review_text}", {stars} stars|I bought {product_id}. "{review_text}". That makes {stars} stars'
        '|Post "{review_text}" as a review of {product_id}, rating {stars}|Please submit a {stars} star review saying "{review_text}" on {product_id}'
        '|"{review_text}" is what I think of {product_id}, {stars} stars|For product {product_id} I leave {stars} stars with the words "{review_text}"'
        '|Write a review: product {product_id}, stars {stars}, text "{review_text}"|Would you rate {product_id} for me? {stars} stars, "{review_text}"'
        '|Tell the other customers about {product_id}: "{review_text}", {stars} stars from me',
        "review_id published",
    ),
    tool(
        "get_reviews read_reviews product_reviews listReviews",
        "Get the reviews of a product.|What customers write about an article|List reviews, newest or best first",
        "reviewed_product!:code sort_by:newest/best/worst how_many:small",
        "What do customers say about {reviewed_product}?|Show the reviews of {reviewed_product}|The {how_many} {sort_by} reviews of {reviewed_product}, please"
        "|Is {reviewed_product} any good?|Read me {how_many} opinions on {reviewed_product}|Reviews {reviewed_product}, {sort_by} first|How many stars does {reviewed_product} have?"
        "|List the {sort_by} customer reviews for product {reviewed_product}|Before I buy {reviewed_product}, what do others think of it?"
        "|I'd like to see {how_many} of the {sort_by} ratings that {reviewed_product} got|Are people happy with {reviewed_product}?|Get {how_many} reviews on article {reviewed_product}",
        "average_stars review_count top_review",
    ),
    tool(
        "moderate_review decide_review review_moderation moderateReview",
        "Moderate a customer review.|Publishes, hides or flags a review of the shop|Decide what happens with a review",
        "review_id!:code decision!:publish/hide/flag",
        "{decision} review {review_id}|Please {decision} the review {review_id}|Review {review_id}: {decision}|I think we should {decision} the one numbered {review_id}"
        "|That customer review, {review_id}, you may {decision} it|{review_id} contains bad words, {decision} it|My decision for the review with number {review_id} is {decision}"
        "|Can a moderator {decision} comment {review_id}?|After reading {review_id} I'd say {decision}|What to do with {review_id}? {decision}!|Let's {decision} what the customer wrote in {review_id}"
        "|moderation {review_id}: {decision}",
        "state author",
    ),
    tool(
        "update_price change_price set_product_price newPrice",
        "Change the price of a product.|Sets a new price for an article, replacing the old one|Update a product price from a day on",
        "article_id!:code new_price!:amount old_price:amount applies_from:day",
        "Change the price of {article_id} to {new_price}|{article_id} now costs {new_price} instead of {old_price}|From {applies_from} we sell {article_id} for {new_price}"
        "|Set {article_id} to {new_price}|The price of {article_id} goes from {old_price} to {new_price}|Lower the price of article {article_id} to {new_price} as of {applies_from}"
        "|{new_price} for {article_id}, please, no longer {old_price}|Make {article_id} cheaper: {new_price}|Our {article_id} was {old_price}, update it to {new_price} on {applies_from}"
        "|Could you mark {article_id} at {new_price}?|Starting {applies_from}, new price {new_price} for the product {article_id}|price {article_id} = {new_price}",
        "margin updated_at",
    ),
    tool(
        "notify_when_available back_in_stock_alert restock_alert notifyAvailability",
        "Tell a customer when a product is back in stock.|Back-in-stock alert by e-mail|Notifies an address once an article is available again",
        "wanted_product!:code notify_email!:email",
        "Tell {notify_email} when {wanted_product} is back in stock|Notify {notify_email} once {wanted_product} is available again|{wanted_product} is sold out, write to {notify_email} when it returns"
        "|As soon as you have {wanted_product} again, mail {notify_email}|I want {wanted_product}! Let me know at {notify_email} if it comes in|Stock alert for {wanted_product} to {notify_email}"
        "|The customer {notify_email} is waiting for {wanted_product}, keep them posted|My address is {notify_email}, please say when {wanted_product} can be bought"
        "|Put {notify_email} on the waiting list for {wanted_product}|back in stock: {wanted_product}, {notify_email}|Could {notify_email} get a message the day {wanted_product} arrives?"
        "|Send word to {notify_email} after the restock of {wanted_product}",
        "alert_number waiting_customers",
    ),
    tool(
        "loyalty_points points_balance add_points loyaltyAccount",
        "Give a customer loyalty points.|Adds bonus points to a member's loyalty account|Credits points of the customer card",
        "member!:person bonus_points!:count occasion:birthday/purchase/complaint",
        "Give {member} {bonus_points} loyalty points|Add {bonus_points} points to the account of {member}, occasion {occasion}|{member} gets {bonus_points} bonus points"
        "|Credit {bonus_points} points for the {occasion} of {member}|{occasion}: {bonus_points} points for {member}|Our loyal customer {member} has earned {bonus_points} points"
        "|Put {bonus_points} on the customer card of {member}, please|As thanks for a {occasion}, {member} should have {bonus_points} more points"
        "|Could you book {bonus_points} loyalty points to {member}?|{bonus_points} extra points, member {member}, because of a {occasion}"
        "|points +{bonus_points} for {member}|Make {member} happy with {bonus_points} points",
        "points_total tier",
    ),
    tool(
        "buy_gift_card create_gift_card gift_voucher giftCard",
        "Buy a gift card for somebody.|Creates a gift card with a value and a greeting|Gift voucher from one person to another",
        "giver!:person receiver!:person card_value!:amount greeting:remark",
        "A gift card of {card_value} from {giver} to {receiver}|{giver} gives {receiver} a gift card worth {card_value}|Create a gift voucher for {receiver}, value {card_value}, from {giver}"
        '|{receiver} has birthday, {giver} wants to give a card over {card_value} with the text "{greeting}"|Gift card: giver {giver}, receiver {receiver}, {card_value}'
        '|Print "{greeting}" on the {card_value} gift card that {receiver} gets from {giver}|Please make a gift card for {receiver} in the name of {giver}: {card_value}, "{greeting}"'
        "|{card_value} to spend in the shop, a present from {giver} for {receiver}|I'm {giver} and need a voucher of {card_value} for {receiver}"
        '|To {receiver} with love from {giver}: {card_value} as a gift card|Let {receiver} choose a present, {giver} pays {card_value}, greeting "{greeting}"'
        "|Could {giver} buy {receiver} a gift card worth exactly {card_value}?",
        "card_code valid_through",
    ),
    tool(
        "sales_report shop_sales revenue_report salesFigures",
        "Sales figures of a shop.|Revenue of a branch between two days|Report on what a store has sold",
        "store_city!:city report_from:day report_to:day",
        "How much did the {store_city} shop sell?|Sales report for {store_city} from {report_from} to {report_to}|What was the revenue in {store_city} since {report_from}?"
        "|Show me the sales figures of {store_city}|Between {report_from} and {report_to}, how did the branch in {store_city} do?|Is our store in {store_city} doing well?"
        "|Revenue, {store_city}, {report_from} until {report_to}|I need the turnover of the {store_city} branch after {report_from}|How many customers bought something in {store_city}?"
        "|Up to {report_to}, beginning {report_from}: sales in {store_city}, please|sales {store_city}|Give me a report on what {store_city} has sold from {report_from} on",
        "revenue orders best_seller",
    ),
    tool(
        "search_apartments find_apartment rental_search apartmentSearch",
        "Search apartments for rent.|Finds flats in a city by rooms and highest rent|Rental listings",
        "city!:city rooms:small max_rent:amount",
        "Find an apartment in {city}|Flats in {city} with {rooms} rooms|I'm moving to {city} and can pay {max_rent} rent at most|Show {rooms} room apartments in {city} under {max_rent}"
        "|Is there a flat to rent in {city}?|{city}, {rooms} rooms, up to {max_rent}|We are looking for {rooms} rooms in {city}, no more than {max_rent} a month"
        "|Where can I live in {city} for less than {max_rent}?|rental listings {city}|For {max_rent} a month, what can I get in {city}?"
        "|My family needs a place with {rooms} rooms in {city}|Please search for somewhere to rent inside {city}",
        "listing_id rent size",
    ),
    tool(
        "schedule_viewing book_viewing visit_property viewingAppointment",
        "Schedule the viewing of a property.|Appointment to visit a flat or house on offer|Books a property viewing for an interested person",
        "listing_id!:code visitor!:person viewing_day!:day viewing_time:clock",
        "Schedule a viewing of {listing_id} for {visitor} on {viewing_day}|{visitor} wants to see the flat {listing_id} on {viewing_day} at {viewing_time}"
        "|Viewing: {listing_id}, {visitor}, {viewing_day}|Can {visitor} visit property {listing_id} on {viewing_day}?|On {viewing_day} at {viewing_time} our visitor {visitor} will come to look at {listing_id}"
        "|Please let {visitor} have a look at the house {listing_id} on {viewing_day}|{visitor} is interested in {listing_id}, show it on {viewing_day}, {viewing_time}"
        "|Book {visitor} in for a visit to {listing_id}, {viewing_day} around {viewing_time}|We'd like to show {listing_id} to {visitor} on {viewing_day}"
        "|For {viewing_day} arrange that {visitor} sees listing {listing_id}|At {viewing_time}, {viewing_day}, the apartment {listing_id} can be viewed by {visitor}"
        "|viewing {viewing_day}, {listing_id} ({visitor})",
        "appointment_code estate_agent",
    ),
    tool(
        "list_property offer_property publish_listing createListing",
        "Put a property on the market.|Publishes a listing to sell or rent out a house, flat or office|Offer a property",
        "property_type!:house/flat/office location!:city asking_price!:amount deal:sale/rent",
        "Put my {property_type} in {location} on the market for {asking_price}|List my {property_type} in {location}, {asking_price}, for {deal}"
        "|I want to offer the {property_type} in {location} at {asking_price}|{property_type} in {location} for {deal}: {asking_price}|We are leaving {location}; publish our {property_type} for {deal}, price {asking_price}"
        "|Publish a listing: {property_type}, {location}, {asking_price}|Asking {asking_price} for the {property_type} that I own in {location}, please advertise it"
        "|For {deal}, one {property_type} in {location}, we ask {asking_price}|My aunt's {property_type} in {location} should bring at least {asking_price}, list it"
        "|At {asking_price} please create an advert for {deal}: {property_type}, {location}|In {location} there is a {property_type} to offer, {deal}, {asking_price}"
        "|Could you advertise the {property_type} I have in {location} for {asking_price}?",
        "listing_url listing_fee",
    ),
    tool(
        "report_rental_damage tenant_repair_request landlord_report reportDefect",
        "Report a defect in a rented property to the landlord.|A tenant asks for a repair in a flat|Damage report for a rental unit",
        "unit_id!:code tenant!:person landlord!:person defect:remark",
        'Tell the landlord {landlord} that tenant {tenant} has a defect in {unit_id}|{tenant} reports for flat {unit_id}: "{defect}", the landlord is {landlord}'
        '|In unit {unit_id} something is broken, tenant {tenant}, landlord {landlord}|Damage report to {landlord} from {tenant}, unit {unit_id}: "{defect}"'
        '|{landlord} has to repair {unit_id}; {tenant} lives there and says "{defect}"|Please let {landlord} know about the damage in {unit_id} where {tenant} lives'
        '|I am {tenant}, I rent {unit_id} from {landlord}, and "{defect}"|Unit {unit_id}: tenant {tenant}, owner {landlord}, problem "{defect}"'
        '|{tenant} needs a repair in {unit_id}, {landlord} should pay|"{defect}", complains {tenant} in {unit_id}. Landlord: {landlord}'
        "|Could you report a defect for {tenant}? It's flat {unit_id} and belongs to {landlord}|Write to the owner {landlord}: {unit_id} is damaged, signed {tenant}",
        "report_number deadline",
    ),
)
