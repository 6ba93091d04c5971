import type { Part } from "../../message.ts";
import { fixedMarkup, type Html, html, joined } from "./html.ts";
import { type PartOptions, partHtml } from "./parts.ts";
import { linkHtml } from "./spans.ts";
import { styleSheet, styles } from "./theme.ts";

/** What stands around the parts. */
export interface Frame extends PartOptions {
  readonly subject: string;
  /** What the list of mails shows beside the subject. */
  readonly preheader: string;
  readonly tenantName: string;
  readonly footer: Footer;
}

/** Why one gets this mail, and how it ends. */
export interface Footer {
  readonly reason: string;
  /** Full addresses. */
  readonly links: readonly { readonly label: string; readonly address: string }[];
}

/** Fills the preview line after the preheader, so that no text of the body follows it there. */
const previewFill = fixedMarkup("&#847; &zwnj; &nbsp; &#8199; &shy; ".repeat(24));
const outlookColumn = fixedMarkup(
  '<!--[if mso]><table role="presentation" width="600" align="center" cellpadding="0" cellspacing="0" border="0"><tr><td><![endif]-->',
);
const outlookColumnEnd = fixedMarkup("<!--[if mso]></td></tr></table><![endif]-->");
const doctype = fixedMarkup("<!doctype html>\n");
const outlookSettings = fixedMarkup(
  '<!--[if mso]><xml><o:OfficeDocumentSettings xmlns:o="urn:schemas-microsoft-com:office:office"><o:PixelsPerInch>96</o:PixelsPerInch></o:OfficeDocumentSettings></xml><![endif]-->',
);

/** A whole mail in HTML: one column of 600 px, fluid below, for light and dark. Nothing in it is fetched from anywhere. */
export function mailHtml(parts: readonly Part[], frame: Frame): string {
  const { subject, preheader, tenantName } = frame;
  const rows = joined(
    parts.map((part, index) => rowHtml(part, parts[index - 1], frame)),
    fixedMarkup("\n"),
  );
  const page = html`${doctype}<html lang="en-GB" dir="ltr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<meta name="format-detection" content="telephone=no, date=no, address=no, email=no, url=no">
<meta name="x-apple-disable-message-reformatting">
<title>${subject}</title>
${outlookSettings}
${styleSheet}
</head>
<body class="page" style="${styles.page}">
<div style="display:none;max-height:0;max-width:0;overflow:hidden;font-size:1px;line-height:1px;opacity:0;">${preheader} ${previewFill}</div>
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" class="page" style="${styles.page}"><tr><td align="center" style="padding:20px 12px 32px;">
${outlookColumn}<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="${styles.column}">
<tr><td class="muted" align="left" style="${styles.sender}">Bellwether for ${tenantName}</td></tr>
<tr><td align="left"><table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" class="surface" style="${styles.surface}"><tr><td class="inner" style="${styles.inner}">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0">
${rows}
</table>
</td></tr></table></td></tr>
<tr><td align="left" style="padding:12px 4px 0;">${footerHtml(frame.footer)}</td></tr>
</table>${outlookColumnEnd}
</td></tr></table>
</body>
</html>
`;
  return page.markup;
}

function rowHtml(part: Part, before: Part | undefined, frame: Frame): Html {
  return html`<tr><td align="left" style="padding-top:${spaceAbove(part, before)}px;">${partHtml(part, frame)}</td></tr>`;
}

/** Small print belongs to what stands above it; a label such as "Need you" to what comes below. */
function spaceAbove(part: Part, before: Part | undefined): number {
  if (before === undefined) return 0;
  if (part.part === "context") return before.part === "heading" ? 4 : 12;
  if (part.part === "items") return 8;
  return part.part === "text" && before.part === "context" ? 20 : 16;
}

function footerHtml({ reason, links }: Footer): Html {
  const all = links.map(({ label, address }) => html` ${linkHtml(label, address)}.`);
  return html`<p class="muted" style="${styles.small}">${reason}${all}</p>`;
}
