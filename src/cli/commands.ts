import { accountListCommand } from "./account-commands.ts";
import { alertReportCommand, alertRulesSetCommand, alertRulesShowCommand } from "./alert-commands.ts";
import { auditCommand } from "./audit-command.ts";
import { backtestCommand } from "./backtest-command.ts";
import type { Command } from "./command.ts";
import { digestCommand, exportCommand, importCommand, scoreCommand } from "./data-commands.ts";
import { eventExcludeCommand, eventIncludeCommand, eventListCommand } from "./event-commands.ts";
import { factsImportCommand } from "./facts-command.ts";
import { mailTryCommand } from "./mail-command.ts";
import { manifestSlackCommand, manifestTeamsCommand } from "./manifest-commands.ts";
import {
  memberAddCommand,
  memberListCommand,
  memberReleaseCommand,
  memberRemoveCommand,
} from "./member-commands.ts";
import {
  metricChangeCommand,
  metricCreateCommand,
  metricImportCommand,
  metricListCommand,
  metricRemoveCommand,
  metricRestoreCommand,
} from "./metric-commands.ts";
import {
  modelCalibrateCommand,
  modelCompareCommand,
  modelDraftCommand,
  modelPreviewCommand,
  modelPublishCommand,
  modelRestoreCommand,
  modelShowCommand,
} from "./model-commands.ts";
import { demoCommand, migrateCommand, serveCommand, signInCommand } from "./run-commands.ts";
import {
  accountAssignCommand,
  keyCreateCommand,
  tenantCreateCommand,
  tenantListCommand,
  tenantSignInCommand,
} from "./tenant-commands.ts";

/** Every command, in the order in which the list shows them. */
export const commands: readonly Command[] = [
  serveCommand,
  migrateCommand,
  demoCommand,
  tenantCreateCommand,
  tenantListCommand,
  tenantSignInCommand,
  auditCommand,
  memberAddCommand,
  memberListCommand,
  memberRemoveCommand,
  memberReleaseCommand,
  accountAssignCommand,
  accountListCommand,
  keyCreateCommand,
  signInCommand,
  importCommand,
  eventListCommand,
  eventExcludeCommand,
  eventIncludeCommand,
  metricChangeCommand,
  metricCreateCommand,
  metricListCommand,
  metricImportCommand,
  metricRemoveCommand,
  metricRestoreCommand,
  factsImportCommand,
  scoreCommand,
  digestCommand,
  exportCommand,
  alertRulesShowCommand,
  alertRulesSetCommand,
  alertReportCommand,
  backtestCommand,
  modelShowCommand,
  modelDraftCommand,
  modelPreviewCommand,
  modelPublishCommand,
  modelRestoreCommand,
  modelCalibrateCommand,
  modelCompareCommand,
  manifestSlackCommand,
  manifestTeamsCommand,
  mailTryCommand,
];
