const font = "'Segoe UI', Selawik, system-ui, 'Noto Sans', sans-serif";
const themes = {
  light: {
    card: "#ffffff",
    ink: "#242424",
    subtle: "#616161",
    accent: "#5b5fc7",
    rule: "#e0e0e0",
    warning: "#fbf6d9",
    attention: "#fcf4f6",
    red: "#c4314b",
    green: "#237b4b",
    amber: "#835b00",
  },
  dark: {
    card: "#292929",
    ink: "#ffffff",
    subtle: "#adadad",
    accent: "#9299f7",
    rule: "#3d3d3d",
    warning: "#463100",
    attention: "#3e1f25",
    red: "#f9526b",
    green: "#92c353",
    amber: "#f8d22a",
  },
} as const;

/** The colours of a card, and its font. */
export function teamsColours(theme: keyof typeof themes) {
  return { font, ...themes[theme] };
}

/** What Teams tells Microsoft's renderer, as far as Microsoft publishes it in its designer. */
export function teamsLook(theme: keyof typeof themes): object {
  const { card, ink, subtle, accent, rule, warning, attention, red, green, amber } = themes[theme];
  const shade = (color: string) => ({ default: color, subtle });
  const foregroundColors = {
    default: shade(ink),
    accent: shade(accent),
    good: shade(green),
    warning: shade(amber),
    attention: shade(red),
  };
  const style = (backgroundColor: string) => ({ backgroundColor, foregroundColors });
  return {
    fontFamily: font,
    spacing: { small: 8, default: 12, medium: 16, large: 20, extraLarge: 24, padding: 16 },
    separator: { lineThickness: 1, lineColor: rule },
    supportsInteractivity: true,
    fontTypes: { default: { fontFamily: font }, monospace: { fontFamily: "ui-monospace, monospace" } },
    fontSizes: { small: 12, default: 14, medium: 16, large: 18, extraLarge: 24 },
    fontWeights: { lighter: 200, default: 400, bolder: 600 },
    lineHeights: { small: 16, default: 20, medium: 24, large: 26, extraLarge: 32 },
    containerStyles: {
      default: style(card),
      emphasis: style(rule),
      warning: style(warning),
      attention: style(attention),
      good: style(card),
      accent: style(card),
    },
    imageSizes: { small: 32, medium: 52, large: 100 },
    actions: {
      maxActions: 6,
      buttonSpacing: 8,
      spacing: "default",
      actionsOrientation: "horizontal",
      actionAlignment: "left",
      showCard: { actionMode: "inline" },
    },
    factSet: { title: { weight: "bolder", wrap: true, maxWidth: 110 }, value: { wrap: true }, spacing: 16 },
    table: { cellSpacing: 8 },
  };
}
