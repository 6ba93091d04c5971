/** What the pages of scoring carry beside what every page does. */
export const scoringFiles = { style: "scoring-page.css", script: "scoring.js" } as const;
