// Everything works without this script; it makes the pages live, quick and keyed.
import { answers } from "./answers.js";
import { checking } from "./checking.js";
import { follow } from "./live.js";
import { keys } from "./keys.js";
import { palette } from "./palette.js";
import { pictures } from "./pictures.js";
import { cards } from "./cards.js";
import { sortable } from "./tables.js";
import { swapLinks } from "./swap.js";

follow();
// Before the keys of every page: a page's own come first.
answers();
checking();
keys();
palette();
pictures();
cards();
sortable();
swapLinks();
