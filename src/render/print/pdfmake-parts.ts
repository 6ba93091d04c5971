import { createRequire } from "node:module";
import type layoutBuilder from "pdfmake/js/LayoutBuilder.js";
import type pdfDocument from "pdfmake/js/PDFDocument.js";
import type renderer from "pdfmake/js/Renderer.js";

/*
 * The parts of pdfmake (pinned) that a report is printed with. They are loaded as the CommonJS they are: loaders do not agree
 * on what an `import` of such a default export is.
 */
const load = createRequire(import.meta.url);

/** A PDF file being written: pdfkit's document with pdfmake's fonts. */
export const PdfDocument = (load("pdfmake/js/PDFDocument.js") as typeof pdfDocument).default;

/** A document definition to pages of lines, rules and drawings. */
export const LayoutBuilder = (load("pdfmake/js/LayoutBuilder.js") as typeof layoutBuilder).default;

/** Pages into a file. */
export const Renderer = (load("pdfmake/js/Renderer.js") as typeof renderer).default;
