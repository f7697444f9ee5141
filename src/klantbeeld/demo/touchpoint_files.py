"""The touchpoint and reference files: their columns. Rows come from the modules that make them."""

from __future__ import annotations

from klantbeeld.catalog.attribute_types import AttributeType as T
from klantbeeld.demo.files import Column, DataFile, Provenance
from klantbeeld.demo.records import CRM, KASSA, KLANTENSERVICE, NIEUWSBRIEF, WEBSHOP

_REAL, _MADE_UP, _MIXED = Provenance.REAL, Provenance.MADE_UP, Provenance.REAL_PURCHASES

_CARD = Column("pasnummer", T.IDENTIFIER, "loyalty card that bought")
_ACCOUNT = Column("account_id", T.IDENTIFIER, "webshop account")
_SUBSCRIBER = Column("abonnee_id", T.IDENTIFIER, "newsletter subscription")
_CONTACT = Column("contact_id", T.IDENTIFIER, "contact of customer service")
_ORDER = Column("bestelnummer", T.IDENTIFIER, "order: VK and TCJ's basket number", _MIXED)
_TICKET = Column("bonnummer", T.IDENTIFIER, "receipt: B and TCJ's basket number", _REAL)
_PRODUCT = Column("artikelnummer", T.IDENTIFIER, "product", _REAL)
_CAMPAIGN = Column("campagne_id", T.IDENTIFIER, "campaign: C and TCJ's number", _REAL)
_CURRENCY = Column("valuta", T.CATEGORY, "ISO 4217, always EUR")
_AMOUNT = Column("bedrag", T.MONEY, "euros (TCJ: dollars) with two decimals, point", _REAL)
_LINE_AMOUNT = Column("bedrag", T.MONEY, "euros received for the line (TCJ sales_value)", _REAL)
_QUANTITY = Column("aantal", T.NUMBER, "pieces; fuel in TCJ's own small unit", _REAL)


def _stamp(name: str, meaning: str, provenance: Provenance = _MADE_UP) -> Column:
    return Column(name, T.TIMESTAMP, f"{meaning}, ISO 8601 with offset", provenance)


def _consent_file(source: str, customer: Column) -> DataFile:
    return DataFile(
        f"{source}_toestemmingen.csv", source, "consent", "toestemming_id", customer.name, _MADE_UP,
        (
            Column("toestemming_id", T.IDENTIFIER, "decision"), customer,
            Column("doel", T.CATEGORY, "purpose: direct marketing, nieuwsbrief, klantprofiel or "
                   "persoonlijke aanbiedingen"),
            Column("kanaal", T.CATEGORY, "channel: e-mail, post, kassabon or webshop"),
            Column("besluit", T.CATEGORY, "gegeven or ingetrokken; the latest one holds"),
            Column("tekstversie", T.CATEGORY, "version of the text agreed to"),
            _stamp("vastgelegd_op", "decided"),
            Column("via", T.CATEGORY, "form, page or line on which it was decided"),
        ),
    )  # fmt: skip


TOUCHPOINT_FILES = (
    DataFile(
        "kassa_bonnen.parquet", KASSA, "order", "bonnummer", "pasnummer", _MIXED,
        (
            _TICKET, _CARD,
            Column("winkelnummer", T.IDENTIFIER, "shop", _REAL),
            Column("tijdstip", T.TIMESTAMP, "moment, Parquet timestamp Europe/Amsterdam", _REAL),
            Column("aantal_regels", T.NUMBER, "lines", _REAL),
            Column("aantal_artikelen", T.NUMBER, "sum of the lines' quantities", _REAL),
            Column("bedrag", T.MONEY, "euros received for the basket", _REAL),
            Column("korting", T.MONEY, "the shop's own discount, euros", _REAL),
        ),
    ),
    DataFile(
        "kassa_regels.parquet", KASSA, "order_lines", "bonnummer, regelnummer", "pasnummer",
        _MIXED,
        (
            _TICKET, Column("regelnummer", T.NUMBER, "line within the receipt"), _CARD, _PRODUCT,
            _QUANTITY, _LINE_AMOUNT,
            Column("winkelkorting", T.MONEY, "the shop's discount, euros", _REAL),
            Column("couponkorting", T.MONEY, "manufacturer's coupon, euros", _REAL),
            Column("couponkorting_winkel", T.MONEY, "the shop's match of that coupon", _REAL),
        ),
    ),
    DataFile(
        "webshop_bestellingen.jsonl", WEBSHOP, "order", "bestelnummer", "account_id", _MIXED,
        (
            _ORDER, _ACCOUNT, _stamp("besteld_op", "ordered", _REAL), _AMOUNT,
            Column("korting", T.MONEY, "the shop's own discount, euros", _REAL), _CURRENCY,
            Column("regels", T.TEXT, "the order's lines, a list of objects", _REAL),
        ),
        lines=(
            Column("regel", T.NUMBER, "line within the order"), _PRODUCT,
            Column("omschrijving", T.TEXT, "TCJ product type and package; null: unknown", _REAL),
            _QUANTITY, _LINE_AMOUNT, Column("korting", T.MONEY, "the shop's discount", _REAL),
        ),
    ),
    DataFile(
        "webshop_facturen.csv", WEBSHOP, "invoice", "factuurnummer", "account_id", _MADE_UP,
        (
            Column("factuurnummer", T.IDENTIFIER, "invoice"), _ACCOUNT, _ORDER,
            Column("factuurdatum", T.DATE, "invoiced, ISO 8601"),
            Column("vervaldatum", T.DATE, "due, ISO 8601"), _AMOUNT, _CURRENCY,
            Column("betaalwijze", T.CATEGORY, "iDEAL, achteraf betalen, creditcard, cadeaukaart"),
            Column("status", T.CATEGORY, "open or betaald; overdue: open after vervaldatum"),
        ),
        delimiter=";",
    ),
    DataFile(
        "webshop_betalingen.csv", WEBSHOP, "payment", "betaling_id", "account_id", _MADE_UP,
        (
            Column("betaling_id", T.IDENTIFIER, "payment"),
            Column("factuurnummer", T.IDENTIFIER, "invoice paid; one without payment is open"),
            _ACCOUNT, _stamp("betaald_op", "paid"), _AMOUNT, _CURRENCY,
            Column("betaalwijze", T.CATEGORY, "as on the invoice"),
        ),
        delimiter=";",
    ),
    DataFile(
        "webshop_leveringen.csv", WEBSHOP, "delivery", "levering_id", "account_id", _MADE_UP,
        (
            Column("levering_id", T.IDENTIFIER, "delivery"), _ORDER, _ACCOUNT,
            Column("status", T.CATEGORY, "bezorgd or onderweg"), _stamp("verzonden_op", "shipped"),
            Column("beloofd_op", T.DATE, "promised day, ISO 8601; at latest tomorrow"),
            _stamp("bezorgd_op", "delivered; empty while under way"),
        ),
    ),
    DataFile(
        "webshop_retouren.csv", WEBSHOP, "return", "retour_id", "account_id", _MADE_UP,
        (
            Column("retour_id", T.IDENTIFIER, "return"), _ORDER, _ACCOUNT,
            Column("regel", T.NUMBER, "line of the order"), _PRODUCT, _QUANTITY, _AMOUNT,
            _CURRENCY, Column("reden", T.CATEGORY, "reason"), _stamp("aangemeld_op", "reported"),
            _stamp("ontvangen_op", "received; empty while under way"),
        ),
    ),
    DataFile(
        "webshop_bezoeken.parquet", WEBSHOP, "visit", "bezoek_id", "account_id", _MADE_UP,
        (
            Column("bezoek_id", T.IDENTIFIER, "visit by somebody signed in"), _ACCOUNT,
            Column("begonnen_op", T.TIMESTAMP, "begun, Parquet timestamp Europe/Amsterdam"),
            Column("duur_seconden", T.NUMBER, "time on the site, seconds"),
            Column("paginas", T.NUMBER, "pages seen"),
            Column("kanaal", T.CATEGORY, "where from"), Column("apparaat", T.CATEGORY, "device"),
            Column("bestelnummer", T.IDENTIFIER, "the order it ended in; empty when none"),
        ),
    ),
    DataFile(
        "webshop_enquetes.csv", WEBSHOP, "survey", "enquete_id", "account_id", _MADE_UP,
        (
            Column("enquete_id", T.IDENTIFIER, "form sent"), _ACCOUNT, _ORDER,
            _stamp("verzonden_op", "asked"),
            _stamp("ingevuld_op", "answered; empty when not"),
            Column("aanbevelen", T.NUMBER, "would recommend us, 0 to 10 (NPS)"),
            Column("doet_wat_belooft", T.NUMBER, "keeps promises, honest with data, 0 to 10"),
            Column("lost_op", T.NUMBER, "solves problems well, 0 to 10"),
            Column("zoals_verwacht", T.NUMBER, "went as expected, 0 to 10"),
            Column("weinig_moeite", T.NUMBER, "took little effort, 0 to 10"),
            Column("kent_mij", T.NUMBER, "knows me and takes that into account, 0 to 10"),
            Column("begrijpt_mij", T.NUMBER, "understands my situation, 0 to 10"),
            Column("bezorging", T.NUMBER, "satisfied with the delivery, 1 to 5"),
            Column("toelichting", T.TEXT, "remark"),
        ),
    ),
    DataFile(
        "klantenservice_zaken.jsonl", KLANTENSERVICE, "case", "zaak_id", "contact_id", _MADE_UP,
        (
            Column("zaak_id", T.IDENTIFIER, "case"), _CONTACT,
            Column("kanaal", T.CATEGORY, "telefoon, e-mail, chat or winkel"),
            Column("soort", T.CATEGORY, "klacht (complaint) or vraag (question)"),
            Column("onderwerp", T.CATEGORY, "subject"), Column("omschrijving", T.TEXT, "question"),
            Column("contacten", T.NUMBER, "contacts that it took so far"),
            Column("heropend", T.NUMBER, "times opened again"),
            Column("doorverbonden", T.NUMBER, "times passed on"),
            Column("prioriteit", T.CATEGORY, "normaal or hoog"),
            Column("status", T.CATEGORY, "open, wacht op klant or opgelost"),
            _stamp("geopend_op", "opened"), _stamp("gesloten_op", "closed; absent while open"),
            Column("oplossing", T.TEXT, "answer; absent while open"),
        ),
    ),
    DataFile(
        "klantenservice_enquetes.csv", KLANTENSERVICE, "survey", "enquete_id", "contact_id",
        _MADE_UP,
        (
            Column("enquete_id", T.IDENTIFIER, "survey sent"), _CONTACT,
            Column("zaak_id", T.IDENTIFIER, "case asked about"),
            Column("soort", T.CATEGORY, "CSAT: 1 to 5, 5 is best; CES: 1 to 5, 1 is least effort"),
            _stamp("verzonden_op", "asked"),
            _stamp("ingevuld_op", "answered; empty when not"),
            Column("score", T.NUMBER, "answer; empty when not answered"),
            Column("toelichting", T.TEXT, "remark"),
        ),
    ),
    DataFile(
        "crm_gesprekken.csv", CRM, "case", "gesprek_id", "relatienummer", _MADE_UP,
        (
            Column("gesprek_id", T.IDENTIFIER, "call"),
            Column("relatienummer", T.IDENTIFIER, "CRM relation"), _stamp("begonnen_op", "begun"),
            Column("richting", T.CATEGORY, "inkomend or uitgaand"),
            Column("duur_seconden", T.NUMBER, "seconds"),
            Column("onderwerp", T.CATEGORY, "subject"),
            Column("uitkomst", T.CATEGORY, "outcome"),
            Column("status", T.CATEGORY, "afgehandeld or terugbellen (to call back)"),
        ),
        encoding="cp1252", delimiter=";",
    ),
    DataFile(
        "nieuwsbrief_verzendingen.csv", NIEUWSBRIEF, "campaign_send", "verzending_id",
        "abonnee_id", _MIXED,
        (
            Column("verzending_id", T.IDENTIFIER, "send"), _SUBSCRIBER, _CAMPAIGN,
            Column("kanaal", T.CATEGORY, "always e-mail"),
            _stamp("verzonden_op", "sent; the day is real, the hour made up", _MIXED),
        ),
    ),
    DataFile(
        "nieuwsbrief_reacties.csv", NIEUWSBRIEF, "campaign_response", "reactie_id", "abonnee_id",
        _MADE_UP,
        (
            Column("reactie_id", T.IDENTIFIER, "response"),
            Column("verzending_id", T.IDENTIFIER, "send responded to"), _SUBSCRIBER, _CAMPAIGN,
            Column("soort", T.CATEGORY, "geopend or geklikt"), _stamp("tijdstip", "moment"),
        ),
    ),
    DataFile(
        "nieuwsbrief_coupons.csv", NIEUWSBRIEF, "campaign_response", "inwisseling_id",
        "abonnee_id", _MIXED,
        (
            Column("inwisseling_id", T.IDENTIFIER, "redemption"), _SUBSCRIBER, _CAMPAIGN,
            Column("couponcode", T.IDENTIFIER, "coupon", _REAL),
            Column("ingewisseld_op", T.DATE, "day redeemed, ISO 8601", _REAL),
        ),
    ),
    DataFile(
        "webshop_aanbevelingen.csv", WEBSHOP, "referral", "aanbeveling_id", "account_id", _MADE_UP,
        (
            Column("aanbeveling_id", T.IDENTIFIER, "recommendation"), _ACCOUNT,
            _stamp("verteld_op", "told"),
            Column("via", T.CATEGORY, "vriendencode or vraag bij aanmelden"),
        ),
    ),
    DataFile(
        "webshop_bezorgabonnementen.csv", WEBSHOP, "contract", "abonnement_id", "account_id",
        _MADE_UP,
        (
            Column("abonnement_id", T.IDENTIFIER, "subscription to delivery"), _ACCOUNT,
            _stamp("begonnen_op", "begun, with an order"),
            Column("maandbedrag", T.MONEY, "euros a month, point"), _CURRENCY,
            Column("eindigt_op", T.DATE, "from when it does not run any more; empty while it runs"),
        ),
    ),
    _consent_file(KASSA, _CARD),
    _consent_file(WEBSHOP, _ACCOUNT),
    _consent_file(NIEUWSBRIEF, _SUBSCRIBER),
)  # fmt: skip

REFERENCE_FILES = (
    DataFile(
        "artikelen.csv", "", "products", "artikelnummer", "", _REAL,
        (
            _PRODUCT,
            Column("omschrijving", T.TEXT, "TCJ's product type and package", _REAL),
            Column("afdeling", T.CATEGORY, "TCJ department", _REAL),
            Column("merksoort", T.CATEGORY, "National or Private (the shop's own)", _REAL),
            Column("categorie", T.CATEGORY, "TCJ product category", _REAL),
            Column("soort", T.CATEGORY, "TCJ product type", _REAL),
            Column("verpakking", T.TEXT, "TCJ package size", _REAL),
            Column("fabrikantnummer", T.IDENTIFIER, "TCJ manufacturer", _REAL),
            Column("op_voorraad", T.CATEGORY, "ja or nee; of one in twenty-five unknown", _MADE_UP),
        ),
    ),
    DataFile(
        "campagnes.csv", "", "reference", "campagne_id", "", _REAL,
        (
            _CAMPAIGN, Column("soort", T.CATEGORY, "TCJ's kind: Type A, B or C", _REAL),
            Column("begint_op", T.DATE, "first day, ISO 8601", _REAL),
            Column("eindigt_op", T.DATE, "last day, ISO 8601; may lie ahead", _REAL),
        ),
    ),
)  # fmt: skip
