"""What the codes of requests mean; each text stands in the catalogues of both languages."""

from __future__ import annotations

from klantbeeld.privacy.marks import Ground
from klantbeeld.privacy.requests.state import Done, Identified, Kind, State, Why
from klantbeeld.web.languages import N_

KINDS = {
    Kind.ACCESS: N_("See the data"),
    Kind.PORTABILITY: N_("Take the data along"),
    Kind.RECTIFICATION: N_("Correct the data"),
    Kind.ERASURE: N_("Erase the data"),
    Kind.RESTRICTION: N_("Leave the data unused"),
    Kind.OBJECTION: N_("Object to a use"),
    Kind.HUMAN_REVIEW: N_("A person instead of a machine"),
}

STATES = {
    State.NEW: N_("make sure who asks"),
    State.READY: N_("can be carried out"),
    State.CARRIED_OUT: N_("tell the person"),
    State.ANSWERED: N_("answered"),
    State.REFUSED: N_("refused"),
    State.WITHDRAWN: N_("withdrawn"),
}

WAYS_IN = {
    "email": N_("by e-mail"),
    "phone": N_("by phone"),
    "letter": N_("by letter"),
    "in_person": N_("in person"),
    "own_page": N_("on the customer's own page"),
    "other": N_("another way"),
}

IDENTIFIED = {
    Identified.SIGNED_IN: N_("signed in on the own page"),
    Identified.KNOWN_CONTACT: N_("from an address or number that we knew"),
    Identified.QUESTIONS: N_("questions that only the customer can answer"),
    Identified.SHOWN_IN_PERSON: N_("a document was shown in person; nothing was kept of it"),
    Identified.REPRESENTATIVE: N_("a representative who showed that he acts for the person"),
}

WHY = {
    Why.COMPLEX: N_("the request is complex"),
    Why.MANY_REQUESTS: N_("there are many requests"),
    Why.NOT_IDENTIFIED: N_("we could not make sure who asks"),
    Why.UNFOUNDED: N_("it is clearly unfounded"),
    Why.EXCESSIVE: N_("it is excessive"),
    Why.LEGAL_DUTY: N_("the law makes us keep the data"),
    Why.RIGHTS_OF_OTHERS: N_("it would harm the rights of others"),
    Why.NO_DATA: N_("we hold nothing about this"),
    Why.STILL_NEEDED: N_("the data are still needed for what they were collected for"),
}

DONE = {
    Done.RECEIVED: N_("the request came in"),
    Done.IDENTIFIED: N_("made sure who asks"),
    Done.EXTENDED: N_("two more months, told with the reason"),
    Done.PREVIEWED: N_("looked at what would happen"),
    Done.CARRIED_OUT: N_("carried out"),
    Done.REFUSED: N_("refused"),
    Done.WITHDRAWN: N_("the person asks no more"),
    Done.ANSWERED: N_("told to the person"),
}

GROUNDS = {
    Ground.ACCURACY_DISPUTED: N_("the person says that the data are wrong"),
    Ground.UNLAWFUL: N_("the use is unlawful, but the person wants no erasure"),
    Ground.LEGAL_CLAIM: N_("the person needs the data for a legal claim"),
    Ground.OBJECTION_WEIGHED: N_("an objection is being weighed"),
}
