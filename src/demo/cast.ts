import type { StoryName } from "./stories.ts";

/** A person of the demo tenant. */
export interface DemoMember {
  readonly email: string;
  readonly name: string;
  readonly role: "admin" | "lead" | "manager";
}

/** The customer-success team of Orrery; all invented. */
export const members: readonly DemoMember[] = [
  { email: "tomas.reyes@orrery.example", name: "Tomás Reyes", role: "admin" },
  { email: "dana.okafor@orrery.example", name: "Dana Okafor", role: "lead" },
  { email: "priya.shah@orrery.example", name: "Priya Shah", role: "manager" },
  { email: "luca.bianchi@orrery.example", name: "Luca Bianchi", role: "manager" },
  { email: "jonas.lindqvist@orrery.example", name: "Jonas Lindqvist", role: "manager" },
  { email: "sofia.marques@orrery.example", name: "Sofía Marqués", role: "manager" },
];

export type Plan = "Starter" | "Team" | "Business" | "Enterprise";

/** A customer who left. Days count back from today. */
export interface Leaving {
  readonly daysAgo: number;
  /** Days over which use faded before that; 0: as ever, to the last. */
  readonly fadedOver: number;
}

/** What an account is like. */
export interface Casting {
  readonly name: string;
  /** Index into the managers. */
  readonly manager: number;
  readonly plan: Plan;
  /** Contract value in euros a year, and days from today to the renewal. */
  readonly euros: number;
  readonly renewsInDays: number;
  /** Seats in use today, and user-days a week of the whole account in usual times. */
  readonly seats: number;
  readonly userDaysPerWeek: number;
  readonly story: StoryName;
  /** Days since the first event; two years unless said. Null: no event ever. */
  readonly ageDays?: number | null;
  /** Set: they are a customer no more. */
  readonly left?: Leaving;
}

type Row = readonly [
  name: string,
  manager: number,
  plan: Plan,
  euros: number,
  renewsInDays: number,
  seats: number,
  userDaysPerWeek: number,
  story?: StoryName,
  ageDays?: number | null,
];

const rows: readonly Row[] = [
  ["Acme", 0, "Business", 42_000, 55, 7, 14, "planningBoardLeft"],
  ["Çelik Systems", 0, "Team", 14_400, 261, 6, 4.3, "stopped", 106],
  ["Meridian Foods", 0, "Starter", 4_800, 120, 3, 0.85, "backAfterQuiet"],
  ["Borealis Logistics", 0, "Team", 12_600, 88, 2, 0.75, "fading"],
  ["Nordwind", 0, "Team", 11_400, 21, 5, 5],
  ["Vela Freight", 0, "Business", 28_000, 190, 9, 14],
  ["Ximena Textiles", 0, "Team", 9_600, 310, 4, 4],
  ["Umbra Studios", 0, "Team", 10_200, 75, 5, 8, "fellOnce"],
  ["Fjord Energy", 0, "Enterprise", 86_000, 240, 16, 26, "growing"],
  ["Düsseldorfer Einzelhandelsgesellschaft mbH", 0, "Business", 31_500, 143, 5, 2.4, "settledLower"],
  ["Orbis Analytics", 1, "Business", 36_000, 99, 11, 16, "recovering"],
  ["Kestrel Robotics", 1, "Starter", 3_600, 352, 2, 0, "steady", null],
  ["Lumen & Fils", 1, "Team", 13_200, 64, 6, 7],
  ["Pinnacle Dental", 1, "Starter", 5_400, 201, 3, 2.1],
  ["Tallgrass Insurance", 1, "Enterprise", 74_000, 170, 15, 22],
  ["Greta Møbler", 1, "Team", 8_800, 33, 4, 3.2, "cooling"],
  ["Ostrava Steel", 1, "Business", 26_400, 280, 8, 11],
  ["Hanami Travel", 1, "Team", 12_000, 46, 5, 6, "quietSeason"],
  ["Intex", 1, "Team", 9_900, 225, 4, 2.6],
  ["Quayside Legal", 1, "Team", 15_600, 131, 6, 9],
  ["Saffron Kitchens", 2, "Starter", 4_200, 334, 3, 1.2],
  ["Halden Shipping", 2, "Business", 38_500, 109, 10, 15],
  ["Wójcik Budownictwo", 2, "Team", 10_800, 17, 5, 4.6],
  ["Clearwater Schools", 2, "Business", 22_000, 290, 9, 10],
  ["Aurelia Hotels", 2, "Enterprise", 64_000, 78, 13, 20, "fellOnce"],
  ["Petit Bateau Marine", 2, "Starter", 5_200, 160, 2, 1.9],
  ["Bracken Farms", 2, "Starter", 3_900, 210, 3, 0.9],
  ["Volta Mobility", 2, "Business", 33_000, 345, 10, 13, "growing"],
  ["Norrland Timber", 2, "Team", 11_700, 52, 5, 5.5],
  ["Silverline Clinics", 2, "Business", 27_600, 180, 8, 12],
  ["Kaya Pharma", 3, "Enterprise", 91_000, 230, 16, 25],
  ["Lindenhof Verlag", 3, "Team", 9_000, 92, 4, 3.8],
  ["Mosaic Ceramics", 3, "Starter", 4_500, 27, 3, 1.6, "cooling"],
  ["Atlas Removals", 3, "Team", 10_500, 300, 5, 7],
  ["Zephyr Wind", 3, "Business", 29_900, 66, 8, 9.5],
  ["Brightside Media", 3, "Team", 13_800, 338, 6, 8.5, "steady", 34],
  ["Castellan Security", 3, "Business", 24_000, 115, 7, 10.5],
  ["Ferrovia Sud", 3, "Team", 12_900, 150, 5, 6.5, "fellOnce"],
  ["Thistle & Thorn", 3, "Starter", 4_000, 254, 2, 1.4],
  ["Ardent Games", 3, "Business", 30_600, 198, 9, 13.5, "steady", 210],
];

type FormerRow = readonly [
  name: string,
  manager: number,
  plan: Plan,
  euros: number,
  seats: number,
  userDaysPerWeek: number,
  leftDaysAgo: number,
  fadedOver: number,
];

/** Who left within the last year: most after use had faded for weeks or months, one as busy as ever. */
const formerRows: readonly FormerRow[] = [
  ["Marlow Ceramics", 1, "Team", 9_800, 4, 5, 158, 84],
  ["Pelican Ports", 2, "Business", 24_500, 7, 10, 176, 56],
  ["Solberg Optik", 3, "Team", 11_200, 5, 6.5, 199, 120],
  ["Tamarind Tours", 1, "Team", 8_400, 4, 4.5, 224, 35],
  ["Brightwater Spas", 2, "Starter", 4_600, 3, 3.5, 248, 70],
  ["Cobalt Couriers", 3, "Team", 12_300, 5, 7, 276, 0],
  ["Hexham Press", 1, "Team", 10_100, 5, 5.5, 304, 98],
  ["Vinter & Storm", 2, "Business", 21_700, 6, 8, 333, 42],
];

/** Forty customers of Orrery, and eight who were; all invented. */
export const castings: readonly Casting[] = [
  ...rows.map(
    ([
      name,
      manager,
      plan,
      euros,
      renewsInDays,
      seats,
      userDaysPerWeek,
      story = "steady",
      ageDays = 729,
    ]) => ({
      name,
      manager,
      plan,
      euros,
      renewsInDays,
      seats,
      userDaysPerWeek,
      story,
      ageDays,
    }),
  ),
  ...formerRows.map(([name, manager, plan, euros, seats, userDaysPerWeek, daysAgo, fadedOver]): Casting => {
    const left = { daysAgo, fadedOver };
    // They did not renew.
    return {
      name,
      manager,
      plan,
      euros,
      renewsInDays: -daysAgo,
      seats,
      userDaysPerWeek,
      story: "steady",
      left,
    };
  }),
];

/** What can be done in Orrery; the first are used most. */
export const features = [
  "Planning board",
  "Comments",
  "Reports",
  "Dashboards",
  "Time sheets",
  "Exports",
  "Approvals",
  "Automations",
  "Files",
  "API",
] as const;

export const firstNames =
  "Ada Ben Carla Deniz Elif Femi Greta Hugo Ines Jakub Katja Leo Mara Nils Olga Pavel Rosa Sven Tara Uwe Vera Wim Yara Zoe".split(
    " ",
  );

export const lastNames =
  "Aydın Berg Costa Dahl Eriksen Fischer Garcia Horvat Ivanova Jansen Keller Lopes Meyer Novak Olsen Petrov Rossi Sato Tanaka Vogel Weber Yılmaz".split(
    " ",
  );
