/*
 * The Adaptive Card elements that we use, version 1.5, as plain data: schemas/adaptive-card.json of Microsoft says the same
 * and tests hold us to it.
 */

/** What a click does. */
export type CardAction =
  | {
      readonly type: "Action.Execute";
      readonly title?: string;
      readonly verb: string;
      readonly data?: CardData;
      readonly style?: "positive";
      readonly mode?: "secondary";
      readonly fallback?: CardAction;
      readonly associatedInputs?: "auto" | "none";
    }
  | {
      readonly type: "Action.Submit";
      readonly title: string;
      readonly data: CardData;
      readonly style?: "positive";
      readonly mode?: "secondary";
      readonly associatedInputs?: "auto" | "none";
    }
  | {
      readonly type: "Action.OpenUrl";
      readonly title?: string;
      readonly url: string;
      readonly mode?: "secondary";
    };

/** What a button carries: a command as text, and where it asks for a dialog, Teams' own word for that. */
export interface CardData {
  readonly command?: string;
  /** The click came from one line of a list, whose card is about more. */
  readonly item?: boolean;
  /** The card asks something, and makes room for the answer. */
  readonly question?: boolean;
  readonly form?: string;
  readonly alertId?: string;
  readonly name?: string;
  readonly zone?: string;
  readonly clicked?: string | undefined;
  readonly msteams?: { readonly type: "task/fetch" };
}

/** A run of text that is never read as markup. */
export interface TextRun {
  readonly type: "TextRun";
  readonly text: string;
  readonly weight?: "Bolder";
  readonly size?: "Small";
  readonly isSubtle?: boolean;
  readonly fontType?: "Monospace";
  readonly selectAction?: CardAction;
}

interface Placed {
  readonly spacing?: "None" | "Small" | "Default" | "Medium" | "Large";
  readonly separator?: boolean;
}

/** One element of a card's body. */
export type CardElement = Placed &
  (
    | {
        readonly type: "TextBlock";
        readonly text: string;
        readonly wrap: true;
        readonly size?: "Large";
        readonly weight?: "Bolder";
        readonly style?: "heading";
        readonly color?: "Attention";
      }
    | {
        readonly type: "RichTextBlock";
        readonly inlines: readonly TextRun[];
        readonly horizontalAlignment?: "Right";
      }
    | {
        readonly type: "FactSet";
        readonly facts: readonly { readonly title: string; readonly value: string }[];
      }
    | {
        readonly type: "Image";
        readonly url: string;
        readonly altText: string;
        readonly width?: string;
        readonly selectAction?: CardAction;
      }
    | {
        readonly type: "Container";
        readonly items: readonly CardElement[];
        readonly style?: "warning" | "attention";
        readonly bleed?: boolean;
        readonly selectAction?: CardAction;
      }
    | { readonly type: "ColumnSet"; readonly columns: readonly CardColumn[] }
    | {
        readonly type: "Table";
        readonly columns: readonly {
          readonly width: number;
          readonly horizontalCellContentAlignment?: "Right";
        }[];
        readonly rows: readonly {
          readonly type: "TableRow";
          readonly cells: readonly { readonly type: "TableCell"; readonly items: readonly CardElement[] }[];
        }[];
        readonly firstRowAsHeader: boolean;
        readonly showGridLines: boolean;
      }
    | { readonly type: "ActionSet"; readonly actions: readonly CardAction[] }
    | {
        readonly type: "Input.ChoiceSet";
        readonly id: string;
        readonly label?: string;
        readonly placeholder?: string;
        readonly value?: string;
        readonly style: "compact" | "expanded";
        readonly isRequired?: boolean;
        readonly errorMessage?: string;
        readonly choices: readonly { readonly title: string; readonly value: string }[];
      }
    | {
        readonly type: "Input.Text";
        readonly id: string;
        readonly label: string;
        readonly value?: string;
        readonly maxLength: number;
        readonly isMultiline?: boolean;
      }
    | {
        readonly type: "Input.Date";
        readonly id: string;
        readonly label: string;
        readonly min: string;
        readonly max: string;
        readonly value?: string;
      }
    | {
        readonly type: "Input.Toggle";
        readonly id: string;
        readonly title: string;
        readonly value: "true" | "false";
      }
  );

/** A column of a ColumnSet. */
export interface CardColumn {
  readonly type: "Column";
  readonly width: "stretch" | "auto";
  readonly items: readonly CardElement[];
  readonly selectAction?: CardAction;
}

/** A whole card. */
export interface AdaptiveCard {
  readonly type: "AdaptiveCard";
  readonly $schema: "http://adaptivecards.io/schemas/adaptive-card.json";
  readonly version: "1.5";
  readonly fallbackText: string;
  readonly body: readonly CardElement[];
  readonly actions?: readonly CardAction[];
  /** Asked again by who sees it, under their own rights. */
  readonly refresh?: { readonly action: CardAction; readonly userIds: readonly string[] };
  /** Teams' own extension: the card may use the width of the conversation. */
  readonly msteams?: { readonly width: "Full" };
}
