import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { send } from '../../api/client.ts';
import type { ApiAnswer } from '../../api/client.ts';
import type { AlertsDocument } from '../../api/documents.ts';
import { useDocument } from '../../api/use-document.ts';
import { useLive } from '../../api/use-live.ts';
import { Answer } from '../../components/answer.tsx';
import { ViewHead } from '../../components/view-head.tsx';
import { AlertLog } from './alert-log.tsx';
import { newestAlerts } from './newest-alerts.ts';
import { RuleForm } from './rule-form.tsx';
import { RuleList } from './rule-list.tsx';

/** What is watched, how each rule stands and why, and what was told. */
export function AlertsView(): JSX.Element {
  const asked = useDocument<AlertsDocument>('alerts');
  const { document: live } = useLive<AlertsDocument>('alerts');
  const [changed, setChanged] = useState<AlertsDocument | undefined>(undefined);
  const document = newestAlerts(asked.document, live, changed);
  const change = async (
    method: 'POST' | 'DELETE',
    path: string,
    body?: Readonly<Record<string, unknown>>,
  ): Promise<string | undefined> => {
    const answer: ApiAnswer<AlertsDocument> = await send(method, path, body);
    if (answer.ok) setChanged(answer.document);
    return answer.ok ? undefined : answer.failure.message;
  };
  return (
    <>
      <ViewHead name="Alerts" sentence={document?.sentence} />
      <RuleForm onAdd={(rule) => change('POST', 'alerts', { rule })} />
      <Answer asked={{ ...asked, document }} height={320} what="the alerts">
        {(shown) => (
          <>
            <RuleList rules={shown.rules} onRemove={(id) => change('DELETE', `alerts/${encodeURIComponent(id)}`)} />
            <AlertLog events={shown.events} channels={shown.channels} />
          </>
        )}
      </Answer>
    </>
  );
}
