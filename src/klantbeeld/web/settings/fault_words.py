"""What may be wrong with a form of the settings, in the words of the checks, to be translated.

The checks speak English, as every error does; the pages look these texts up in the reader's
language. What is not here (a number in it, for one) is shown as it is.
"""

from __future__ import annotations

from klantbeeld.web.languages import N_

FAULTS = (
    N_("the user name is not usable"),
    N_("Use letters, digits and . _ @ + -, at most 63, beginning with a letter or digit."),
    N_("an account with this name exists"),
    N_("Choose another name."),
    N_("the password is the user name or one character repeated"),
    N_("Choose something that nobody would try first."),
    N_("the present password is not right"),
    N_("Type the password with which you signed in."),
    N_("this account signs in at the identity provider"),
    N_("Change the password there."),
    N_("there is no such role"),
    N_("Choose one of the list."),
    N_("the scopes of the key are missing or unknown"),
    N_("Choose from read, write, judge."),
    N_("the scope write and the sources do not go together"),
    N_("Name the sources that a writing key may send, or * for all; name none for any other."),
    N_("the name of the key is not usable"),
    N_("Use letters, digits, blanks and . _ -, at most 63."),
    N_("the key would not end within a year"),
    N_("Choose 1 to 366 days; a key is rotated without a change to anything else."),
    N_("a key with this name exists"),
)
