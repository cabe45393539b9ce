import type { JSX } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { answerClaim, claimWindows } from '../../../src/observatory/answers/claim-answer.ts';
import { isReject } from '../../../src/observatory/answers/sources.ts';
import type { AnswerReject, ObservatorySources } from '../../../src/observatory/answers/sources.ts';
import { binCounts, coverage, DAY_SEC } from '../../../src/observatory/series/observations.ts';
import type { Observations } from '../../../src/observatory/series/observations.ts';
import type { Plot } from '../charts/plot.ts';
import type { BlocksDocument, ClaimDocument, DaysDocument } from '../api/documents.ts';
import { connection } from '../api/connection.ts';
import { useDocument } from '../api/use-document.ts';
import type { Asked } from '../api/use-document.ts';
import { Answer } from '../components/answer.tsx';
import { Chart } from '../components/chart.tsx';
import { ClaimFigures } from '../components/claim-figures.tsx';
import { ClaimForm } from '../components/claim-form.tsx';
import { ClaimWindows } from '../components/claim-windows.tsx';
import { CopyLine } from '../components/copy-line.tsx';
import { HowComputed, Notes, ViewHead } from '../components/view-head.tsx';
import { reader } from '../format/reader.ts';
import { formatDurationWords } from '../format/time.ts';
import { choose } from '../state/route-state.ts';
import { useStore } from '../state/store.ts';
import {
  blocksAround,
  commandLine,
  firstQuestion,
  finestCovering,
  fitToCoverage,
  groundAround,
  FIRST_QUESTION,
  paramsOfQuestion,
  questionFromParams,
  sourcesFromDocuments,
} from './claim-question.ts';
import type { ClaimQuestion } from './claim-question.ts';
import { countsPlot, posteriorsPlot, ratioPlot } from './claim-plots.ts';
import { typeset } from '../format/typeset.ts';

/** Wait after the last move before the address follows: browsers refuse addresses that change a hundred times. */
const ADDRESS_AFTER_MS = 250;

/** Claims that one press puts. */
const PRESETS: readonly { readonly label: string; readonly question: ClaimQuestion }[] = [
  { label: '12 % fall, 5 January 2022', question: FIRST_QUESTION },
  {
    label: '50 % fall, China’s ban, June 2021',
    question: {
      ...FIRST_QUESTION,
      size: 0.5,
      atSec: Date.UTC(2021, 5, 21) / 1000,
      baselineSec: 40 * DAY_SEC,
      windowSec: 14 * DAY_SEC,
    },
  },
];

/** The claim tester: two windows to drag, and at once what luck leaves of a claimed change. */
export function ClaimView({ params }: { readonly params: Readonly<Record<string, string>> }): JSX.Element {
  const { status } = useStore(connection);
  const first = firstQuestion(status?.sources ?? []);
  const around = blocksAround(status?.sources ?? [], questionFromParams(params, first));
  const known = status !== undefined;
  const blocks = useDocument<BlocksDocument>(known && around !== undefined ? 'blocks' : undefined, around);
  const days = useDocument<DaysDocument>(
    known && status.sources.some(({ kind }) => kind === 'days') ? 'days' : undefined,
  );
  const sources = useMemo(() => sourcesFromDocuments(blocks.document, days.document), [blocks.document, days.document]);
  const shown: Asked<BlocksDocument | DaysDocument> = blocks.document === undefined && !blocks.waiting ? days : blocks;
  return (
    <Answer asked={shown} height={720} what="the block times">
      {() => <Tester sources={sources} first={first} params={params} />}
    </Answer>
  );
}

function Tester({
  sources,
  first,
  params,
}: {
  readonly sources: ObservatorySources;
  readonly first: ClaimQuestion;
  readonly params: Readonly<Record<string, string>>;
}): JSX.Element {
  const [draft, setDraft] = useState<ClaimQuestion | undefined>(undefined);
  const written = useRef<ClaimQuestion | undefined>(undefined);
  useEffect(() => {
    // An address that follows the reader's hand does not take back what the hand did since; any other one does.
    const follows = written.current !== undefined && isSame(questionFromParams(params, first), written.current);
    setDraft((now) => (follows && now !== written.current ? now : undefined));
  }, [params]);
  useEffect(() => {
    if (draft === undefined) return undefined;
    const timer = setTimeout(() => {
      written.current = draft;
      choose(paramsOfQuestion(draft));
    }, ADDRESS_AFTER_MS);
    return () => clearTimeout(timer);
  }, [draft]);
  const question = draft ?? questionFromParams(params, first);
  const observations = finestCovering(sources, question) ?? sources.observations[0]?.series;
  const ask = (next: ClaimQuestion): void =>
    setDraft(observations === undefined ? next : fitToCoverage(next, coverage(observations)));
  const answer = useMemo(() => answerClaim(sources, question), [sources, JSON.stringify(question)]);
  const rejected = isReject(answer);
  const plots = useMemo(() => resultPlots(answer, observations, question), [answer]);
  return (
    <>
      <ViewHead
        name="Claim tester"
        sentence={rejected ? 'This claim can’t be told from the data at hand.' : answer.sentence}
      />
      <Presets />
      <ClaimForm question={question} onChange={setDraft} />
      {observations !== undefined && <Ground observations={observations} question={question} onMove={ask} />}
      {rejected && (
        <div class="failed" role="alert">
          <p class="failed-what">No verdict for these windows.</p>
          <p>{typeset(answer.message)}.</p>
        </div>
      )}
      {!rejected && <ClaimFigures claim={answer} />}
      <div class="pair">
        {plots.map((plot) => (
          <Chart key={plot.name} plot={plot} height={240} />
        ))}
      </div>
      <CopyLine label="The same in a terminal" text={commandLine(question)} />
      {!rejected && <Notes notes={answer.notes} />}
      <HowComputed anchor="claim">
        Each window’s blocks leave a range of hashrates open; their ratio is compared with the claim, and with no change
        at all.{rejected ? '' : ` Source: ${answer.source.description}.`}
      </HowComputed>
    </>
  );
}

/** Whether two questions have one address. */
function isSame(a: ClaimQuestion, b: ClaimQuestion): boolean {
  return JSON.stringify(paramsOfQuestion(a)) === JSON.stringify(paramsOfQuestion(b));
}

/** Claims to start from. */
function Presets(): JSX.Element {
  return (
    <div class="presets" role="group" aria-label="Claims to start from">
      {PRESETS.map((preset) => (
        <button
          key={preset.label}
          type="button"
          class="text-button"
          onClick={() => choose(paramsOfQuestion(preset.question))}
        >
          {preset.label}
        </button>
      ))}
    </div>
  );
}

/** The two charts of an answer: both hashrates, and their ratio. */
function resultPlots(
  answer: ClaimDocument | AnswerReject,
  observations: Observations | undefined,
  question: ClaimQuestion,
): Plot[] {
  if (observations === undefined || isReject(answer)) return [];
  const counts = claimWindows(observations, question);
  return isReject(counts) ? [] : [posteriorsPlot(answer, counts, reader), ratioPlot(answer, counts, reader)];
}

/** The chart of counts with the windows on it. What it shows stays put while they are dragged. */
function Ground({
  observations,
  question,
  onMove,
}: {
  readonly observations: Observations;
  readonly question: ClaimQuestion;
  readonly onMove: (question: ClaimQuestion) => void;
}): JSX.Element {
  const [view, setView] = useState(() => groundAround(observations, question));
  const start = question.atSec - question.baselineSec;
  const end = question.atSec + question.windowSec;
  const lost =
    view.observations !== observations ||
    start < view.domain[0] ||
    end > view.domain[1] ||
    end - start < (view.domain[1] - view.domain[0]) / 40;
  useEffect(() => {
    if (lost) setView(groundAround(observations, question));
  }, [lost, observations]);
  const plot = useMemo(() => {
    const [fromSec, toSec] = view.domain;
    const bins = binCounts(view.observations, { fromSec, toSec, stepSec: view.stepSec });
    return countsPlot(bins, view.domain, view.stepSec === DAY_SEC ? 'day' : formatDurationWords(view.stepSec), reader);
  }, [view]);
  return (
    <Chart
      plot={plot}
      height={300}
      overlay={(scene) => (
        <ClaimWindows
          scene={scene}
          question={question}
          stepSec={observations.kind === 'days' ? DAY_SEC : 60}
          onMove={onMove}
        />
      )}
    />
  );
}
