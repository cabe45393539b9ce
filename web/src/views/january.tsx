import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type { ReportChart, ReportDocument, ReportPart } from '../api/documents.ts';
import { connection } from '../api/connection.ts';
import { useDocument } from '../api/use-document.ts';
import { Answer } from '../components/answer.tsx';
import { Chart } from '../components/chart.tsx';
import { DataTable } from '../components/data-table.tsx';
import { VerdictCard } from '../components/verdict-card.tsx';
import { HowComputed, Notes, ViewHead } from '../components/view-head.tsx';
import { reader } from '../format/reader.ts';
import { reportTable } from './report-cells.ts';
import { reportPlot } from './report-plots.ts';
import { useStore } from '../state/store.ts';
import { typeset } from '../format/typeset.ts';

/** The reference event: what happened, what the blocks say, and each published claim with its verdict. */
export function JanuaryView(): JSX.Element {
  const known = useStore(connection).status !== undefined;
  const asked = useDocument<ReportDocument>(known ? 'report/kazakhstan-2022' : undefined);
  return (
    <>
      <ViewHead name="January 2022" sentence={asked.document?.sentence} />
      <Answer asked={asked} height={720} what="the report">
        {(report) => (
          <>
            <p class="contents">
              {report.sections.map(({ id, title }) => (
                <button
                  key={id}
                  type="button"
                  class="text-button"
                  onClick={() => document.getElementById(id)?.scrollIntoView()}
                >
                  {title}
                </button>
              ))}
            </p>
            {report.sections.map((section) => (
              <section key={section.id} id={section.id} class="report-section" aria-labelledby={`${section.id}-title`}>
                <h2 id={`${section.id}-title`}>{section.title}</h2>
                <p class="section-sentence">{typeset(section.sentence)}</p>
                {section.parts.map((part, k) => (
                  <Part key={k} part={part} name={`${section.id}-${k + 1}`} report={report} />
                ))}
                {section.missing !== null && <p class="missing">{typeset(section.missing)}</p>}
              </section>
            ))}
            <Notes notes={report.notes} />
            <HowComputed anchor="report">
              Each sentence is made from the figures by a program: other data, another verdict. Source:{' '}
              {report.source.description}.
            </HowComputed>
          </>
        )}
      </Answer>
    </>
  );
}

function Part({
  part,
  name,
  report,
}: {
  readonly part: ReportPart;
  readonly name: string;
  readonly report: ReportDocument;
}): JSX.Element | null {
  switch (part.kind) {
    case 'text':
      return <p>{typeset(part.text)}</p>;
    case 'list':
      return (
        <ul class="report-list">
          {part.items.map((item) => (
            <li key={item}>{typeset(item)}</li>
          ))}
        </ul>
      );
    case 'table':
      return <DataTable table={reportTable(part, reader)} />;
    case 'claims':
      return (
        <div class="cards">
          {report.claims.map((claim) => (
            <VerdictCard key={claim.id} {...claim} />
          ))}
        </div>
      );
    case 'chart':
      return <ReportChartPart part={part} name={name} report={report} />;
  }
}

function ReportChartPart({
  part,
  name,
  report,
}: {
  readonly part: ReportChart;
  readonly name: string;
  readonly report: ReportDocument;
}): JSX.Element {
  const plot = useMemo(() => reportPlot(part, name, `${report.source.description}. Vigil.`, reader), [part]);
  const height = part.chart === 'ratios' ? 72 + part.rows.length * 48 : 380;
  return <Chart plot={plot} height={height} whole={part.chart === 'ratios'} />;
}
