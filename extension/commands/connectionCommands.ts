import * as vscode from 'vscode';
import * as z from 'zod';
import { diagnose } from '../../client/relay/diagnosis/diagnose.ts';
import type { Probes } from '../../client/relay/diagnosis/probes.ts';
import type { ProxySettings } from '../../client/relay/diagnosis/proxySettings.ts';
import { renderReport, summarize } from '../../client/relay/diagnosis/report.ts';
import { Setting } from '../names.ts';
import type { ReportDocuments } from '../document/reportDocuments.ts';
import type { CommandContext } from './commandContext.ts';
import { translate } from '../../client/translate.ts';
import { tell } from '../words/tell.ts';
import { type PlainText, plainText } from '../../client/plainText.ts';
import { isKeyTaken } from '../../client/relay/isKeyTaken.ts';
import { parseRelayUrl } from '../../client/relay/relayUrl.ts';
import { currentRelayText, requireRelayUrl, saveRelayUrl } from '../settings.ts';
import { askLine } from '../words/choose.ts';

const argumentSchema = z.object({ relayUrl: z.string() });

export interface DiagnosisParts {
  readonly probes: Probes;
  readonly environment: ProxySettings['environment'];
  /** What a browser tells the relay about this window; undefined where nothing is told. */
  readonly origin: string | undefined;
  readonly reports: ReportDocuments;
  readonly version: string;
}

/** "Why Can't I Connect?": looks at every step on the way to the relay, shows a report, and returns it. */
export async function diagnoseConnection(
  context: CommandContext,
  parts: DiagnosisParts,
  argument: unknown,
): Promise<string> {
  const given = argumentSchema.safeParse(argument);
  const relay = given.success ? given.data.relayUrl : relayInQuestion(context);
  const title = translate('Checking the connection to {0}…', relay);
  const findings = await tell.during(title, async () =>
    diagnose({
      relay,
      probes: parts.probes,
      proxy: proxySettings(parts.environment),
      version: parts.version,
      origin: parts.origin,
      isKeyTaken: await keyCheck(context, relay),
    }),
  );
  const report = renderReport(findings, {
    Relay: relay,
    Tandem: parts.version,
    'VS Code': `${vscode.version}, ${vscode.env.appHost}${vscode.env.remoteName === undefined ? '' : `, remote (${vscode.env.remoteName})`}`,
  });
  await parts.reports.show(translate('Tandem Connection'), report);
  void offerCopy(summarize(findings), report);
  return report;
}

/** Undefined where the person has no team key for that relay, or where another relay has come to its address. */
async function keyCheck({ teamKeys }: CommandContext, relay: string) {
  const parsed = parseRelayUrl(relay);
  if ('problem' in parsed) return undefined;
  const key = await teamKeys.find(parsed.url);
  return key === undefined ? undefined : () => isKeyTaken(parsed.url, key);
}

/** The relay of the room that is looked at, else the one in the settings. */
function relayInQuestion({ documents }: CommandContext): string {
  const configured = vscode.workspace.getConfiguration('tandem').get<string>(Setting.relayUrl, '');
  return documents.current()?.session.room.relayUrl ?? configured;
}

function proxySettings(environment: ProxySettings['environment']): ProxySettings {
  const settings = vscode.workspace.getConfiguration('http');
  return {
    proxy: settings.get<string>('proxy', ''),
    noProxy: settings.get<string[]>('noProxy', []),
    support: settings.get<string>('proxySupport', 'override'),
    environment,
  };
}

async function offerCopy(summary: PlainText, report: string): Promise<void> {
  const copy = translate('Copy Report');
  const choice = await tell.info(summary, copy);
  if (choice === copy) await vscode.env.clipboard.writeText(report);
}

/** Asks where one's relay answers, and keeps it in the user's settings. */
export async function setRelayUrl(argument: unknown): Promise<void> {
  const given = argumentSchema.safeParse(argument);
  const text = given.success ? given.data.relayUrl : await askRelayUrl();
  if (text !== undefined) await saveRelayUrl(requireRelayUrl(text));
}

function askRelayUrl(): Thenable<string | undefined> {
  return askLine({
    title: translate('Set Relay Address'),
    prompt: translate('The address of your relay. Tandem creates rooms there and lists its rooms.'),
    placeHolder: plainText('https://relay.example.org'),
    value: currentRelayText(),
    ignoreFocusOut: true,
    validateInput: (value) => {
      const parsed = parseRelayUrl(value);
      return 'problem' in parsed ? parsed.problem : undefined;
    },
  });
}
