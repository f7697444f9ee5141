// Everything works without this script; it makes the pages live, quick and keyed.
import { follow } from "./live.js";
import { keys } from "./keys.js";
import { palette } from "./palette.js";
import { cards } from "./cards.js";
import { sortable } from "./tables.js";
import { swapLinks } from "./swap.js";

follow();
keys();
palette();
cards();
sortable();
swapLinks();
