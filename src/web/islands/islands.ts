import { commandBar } from "./command-bar.ts";
import { dateRange } from "./date-range.ts";
import { keyboard } from "./keyboard.ts";
import { menus } from "./menus.ts";

// Every page works without these; they make it quicker.
menus();
keyboard();
dateRange();
commandBar();
