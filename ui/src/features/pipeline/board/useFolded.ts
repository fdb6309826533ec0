import { useCallback, useState } from 'react';

import type { Phase, Stage, StageGraph } from '@/api/types';
import { preferences } from '@/platform';

const key = 'board.folded';

/** Which columns stand folded; where nobody chose, those where work is over. */
export function useFolded(graph: StageGraph) {
  const [folded, setFolded] = useState<ReadonlySet<string>>(() => read() ?? new Set(graph.stages.filter(({ terminal }) => terminal).map(({ stage }) => stage)));
  const change = useCallback((next: (old: ReadonlySet<string>) => Set<string>) => {
    setFolded((old) => {
      const held = next(old);
      preferences.write(key, JSON.stringify([...held]));
      return held;
    });
  }, []);
  const fold = useCallback(
    (stage: Stage) => change((old) => new Set(old.has(stage) ? [...old].filter((other) => other !== stage) : [...old, stage])),
    [change],
  );
  /** Folds a whole phase, or unfolds it where all of it is folded. */
  const foldPhase = (phase: Phase) => {
    const stages = graph.stages.filter((info) => info.phase === phase).map(({ stage }) => stage);
    change((old) => {
      const all = stages.every((stage) => old.has(stage));
      const rest = [...old].filter((stage) => !stages.some((other) => other === stage));
      return new Set(all ? rest : [...rest, ...stages]);
    });
  };
  return { folded, fold, foldPhase };
}

function read(): Set<string> | null {
  try {
    const kept: unknown = JSON.parse(preferences.read(key) ?? 'null');
    return Array.isArray(kept) ? new Set(kept.filter((stage) => typeof stage === 'string')) : null;
  } catch {
    return null;
  }
}
