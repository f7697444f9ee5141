"""Why a row of a delivery could not be read, in the words of the readers and of the landing.

As ``forms``: English texts, marked for the catalogues.
"""

from __future__ import annotations

from klantbeeld.web.languages import N_

ROWS = (
    # Any row.
    N_("no usable number in the key column %(column)s"),
    N_("Give the row its number in the source, then deliver it again."),
    N_("the value in the column %(column)s is not valid (%(fault)s)"),
    N_("Mend the %(kind)s in the source, then deliver the row again."),
    N_("the column %(column)s holds a citizen service number (BSN), which may not be held"),
    N_(
        "Take the number out in the source, then deliver the row again; the number was not kept. "
        "Replaying takes the row in without it. Is it a number of your own? Declare its form under "
        "`own_numbers` of a source, and deliver the row again."
    ),
    N_(
        "the text in the column %(column)s seems to tell of %(categories)s, which the catalogue "
        "refuses"
    ),
    N_(
        "Take it out in the source, then deliver the row again; the text was not kept. Replaying "
        "takes the row in without it."
    ),
    # Touchpoints and orders.
    N_("no date and time in the column %(column)s"),
    N_("Give the row the moment that it happened, then deliver it again."),
    N_("the date in the column %(column)s is one that systems fill in where there is none"),
    N_("no currency in the column %(column)s"),
    N_("Write its code of three letters, such as EUR, then deliver the row again."),
    N_("the amount in the column %(column)s is too large"),
    N_("Amounts have at most 11 digits before the point; mend it in the source."),
    N_("the word in the column %(column)s says of no declared objection"),
    N_("Declare the source's word under `objection` of the delivery, then replay."),
    N_("the column %(column)s holds no list of order lines"),
    N_("Deliver the lines as a JSON list of objects."),
    N_("order line: a NUL character in %(column)s"),
    N_("order line: no product in %(column)s"),
    N_("order line: no number in %(column)s"),
    N_("order line: no order number in %(column)s"),
    N_("order line: no whole number in %(column)s"),
    N_("order line: too large a number in %(column)s"),
    N_("Mend the line in the source, then deliver it again."),
    N_("no value in %(column)s"),
    N_("Give the product a number and a name, then deliver it again."),
    # Figures.
    N_("no number in the column %(column)s"),
    N_("Give the row its number (a zero where there was nothing), then deliver it again."),
    N_("no day in the column %(column)s"),
    N_("no week in the column %(column)s"),
    N_("no month in the column %(column)s"),
    N_("no quarter in the column %(column)s"),
    N_("Write it as %(example)s, then deliver the row again."),
    N_("the word in the column %(column)s is no declared figure"),
    N_("Declare it under `figures` of the delivery, or leave the row out."),
    N_("the word in the column %(column)s is none of: %(names)s"),
    N_("Declare the source's word under `words` of the delivery, then replay."),
    N_("the name in the column %(column)s is too long"),
    N_("A part has a name of at most %(number)s characters."),
    N_("the name in the column %(column)s looks like an address or number of somebody"),
    N_("A figure is about nobody: deliver totals of a channel, a product, a region."),
    N_("an amount in another currency than %(currency)s"),
    N_("Convert it to %(currency)s in the source: amounts are not converted here."),
    N_("the value in the column %(column)s is no number"),
    N_("Write digits, with a comma or point before decimals."),
    N_("the number in the column %(column)s can mean two things: a thousand, or a decimal"),
    N_("Write it without a separator for thousands, or with another number of decimals."),
    N_("the number in the column %(column)s is too large"),
    N_("Numbers have at most 11 digits before the point."),
    N_("nothing in the column %(column)s that the number is a share of"),
    N_("Give the row the whole that it is a part of, then deliver it again."),
    N_("the number in the column %(column)s is no part of that in %(whole)s"),
    N_("A part lies between nothing and the whole: mend the row in the source."),
    N_("the number in the column %(column)s is less than nothing"),
    N_("What is counted cannot be: mend the row in the source."),
    N_("a second row for the same figure, period and part"),
    N_("Add the rows up in the source, or declare `key:` with the column that numbers them."),
    # Files.
    N_("the line is not JSON from character %(place)s on"),
    N_("the line is not a JSON object"),
    N_("the line is nested too deeply"),
    N_("Write one whole JSON object on each line."),
    N_("the line is not %(encoding)s from byte %(place)s on"),
    N_("Save the whole file as UTF-8."),
    N_("the field %(name)s is given twice, as a key and within an object"),
    N_("Give every field once."),
    N_("the row has %(fields)s fields where the header has %(width)s"),
    N_("the row has %(fields)s fields where the header has %(width)s (lines %(lines)s)"),
    N_("Put quotes around a value that holds the delimiter %(mark)s."),
    N_("Deliver every row with all its fields, empty ones too."),
    N_("column %(column)s holds a NUL byte"),
    N_("Remove the NUL bytes where the file is made."),
    N_("column %(column)s is not %(encoding)s text, as the file is"),
    N_("Save the whole file in one encoding, UTF-8 by preference."),
    N_("the quote that opens on line %(line)s is not closed"),
    N_("Close the quote; the lines below it were read as rows of their own."),
    N_("text follows the closing quote of the value that opens on line %(line)s"),
    N_("Write a quote inside a value twice: %(mark)s."),
    N_("a carriage return stands in the middle of a value without quotes on line %(line)s"),
    N_("Put quotes around the value, or remove the carriage return."),
    N_("%(name)s is not JSON"),
    N_("Write null instead."),
    N_("a key is given twice in one object"),
    N_("Give every key of an object once."),
    N_("the row is larger than %(number)s MiB"),
    N_("Shorten its largest value, or look for a quote that is not closed."),
    N_("column %(column)s holds an error value such as #N/A"),
    N_("Mend the formula, or clear the cell."),
    N_("column %(column)s holds a formula without a stored result"),
    N_("Open the file in a spreadsheet program, let it calculate, and save it."),
    N_("column %(column)s lies under a merged cell"),
    N_("Take the merge apart and fill in the value in every row."),
    N_("column %(column)s is not UTF-8 text"),
    N_("Write the column as UTF-8 strings."),
    N_("Remove the NUL bytes at the source."),
    N_("field %(name)s holds half a character (a lone surrogate)"),
    N_("a text holds half a character (a lone surrogate), or is nested too deeply"),
    N_("Write whole Unicode characters."),
    N_("field %(name)s holds a NUL"),
)

KINDS = {
    "timestamp": N_("date and time"),
    "date": N_("date"),
    "money": N_("amount"),
    "number": N_("number"),
}
"""Kinds of value that a row is asked to mend."""
