import { Option } from 'commander';
import type { Command } from 'commander';
import type { AlertChannel } from '../../api/alerts/alert-channel.ts';
import { emailChannel } from '../../api/alerts/email-channel.ts';
import { badAddress, ntfyChannel, webhookChannel } from '../../api/alerts/http-channels.ts';
import { usageError } from '../cli-error.ts';
import type { CliContext } from '../context.ts';

/** The flags that say whom alerts are sent to. What is secret comes from the environment. */
export interface ChannelFlags {
  readonly alertWebhook?: string;
  readonly alertNtfy?: string;
  readonly alertEmail?: string;
}

/** The key that webhooks are signed with, and the mail server with its password. */
const SECRET_VARIABLE = 'VIGIL_ALERT_SECRET';
const SMTP_VARIABLE = 'VIGIL_ALERT_SMTP';

/** Adds `--alert-webhook`, `--alert-ntfy`, `--alert-email`. */
export function addChannelOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--alert-webhook <url>', `post alerts here as JSON, signed with ${SECRET_VARIABLE} if it is set`),
    )
    .addOption(new Option('--alert-ntfy <url>', 'post alerts to this topic of ntfy, such as https://ntfy.sh/my-topic'))
    .addOption(
      new Option(
        '--alert-email <address>',
        `mail alerts to this address, through ${SMTP_VARIABLE}=smtp://USER:PASSWORD@HOST`,
      ),
    );
}

/** Makes the channels. @throws {CliError} When an address can't be used. */
export function channelsOf({ env }: CliContext, flags: ChannelFlags): AlertChannel[] {
  const channels: AlertChannel[] = [];
  const { alertWebhook, alertNtfy, alertEmail } = flags;
  if (alertWebhook !== undefined) {
    channels.push(
      webhookChannel({ url: checked('--alert-webhook', alertWebhook), secret: env[SECRET_VARIABLE] }, { fetch }),
    );
  }
  if (alertNtfy !== undefined) channels.push(ntfyChannel({ url: checked('--alert-ntfy', alertNtfy) }, { fetch }));
  if (alertEmail !== undefined)
    channels.push(emailChannel({ smtp: smtpOf(env[SMTP_VARIABLE]), to: mailTo(alertEmail) }));
  return channels;
}

function checked(flag: string, url: string): string {
  const wrong = badAddress(url);
  if (wrong !== undefined) throw usageError(`${flag}: what is given ${wrong}`);
  return url;
}

function smtpOf(url: string | undefined): string {
  if (url !== undefined && URL.canParse(url) && /^smtps?:$/.test(new URL(url).protocol)) return url;
  throw usageError(
    `--alert-email needs a mail server: set ${SMTP_VARIABLE} to smtp://USER:PASSWORD@HOST:587 in the environment`,
  );
}

function mailTo(address: string): string {
  if (/^[^\s@<>,;]+@[^\s@<>,;]+$/.test(address)) return address;
  throw usageError('--alert-email: what is given is no address such as me@example.org');
}
