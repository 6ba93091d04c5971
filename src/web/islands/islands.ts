import { keyboard } from "./keyboard.ts";
import { menus } from "./menus.ts";

// Every page works without these; they make it quicker.
menus();
keyboard();
