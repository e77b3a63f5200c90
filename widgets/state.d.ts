/** What the kernel tells the widgets and what they may ask: one trait per part, one verb per request.
 *
 * Money is integer micro-USD (`Micros`), lengths are seconds, times are seconds since the epoch. Fields whose name ends in `Html` come
 * from the sanitiser and are the only ones that may become HTML. Nouns (Question, Option, Fault …) are generated from the events.
 */
import type { Choice, Fault, Option, Question, AnyEvent } from "./events.js";

export type Micros = number;
export type Studio = "previs" | "live";

/** The one thing about the machine a view must know: where the Jupyter server serves the workspace, if it does. */
export interface Place {
  /** The workspace folder as a path below the server's root ("my films/director", not percent-encoded, "" for the root itself), null
   *  where it isn't below it or nobody can say. A guess where the server didn't tell: believe it once the probe was read. */
  files: string | null;
  /** A small file in the workspace and what it holds: read once, to be sure that `files` is this very workspace. */
  probe: { path: string; holds: string };
}

/** A stored file. `path` is relative to the workspace folder. */
export interface Asset {
  sha256: string;
  path: string;
  mime: string;
  bytes: number;
  width: number;
  height: number;
  duration: number;
}

// ---- chat -------------------------------------------------------------------------------------------------------------------------

export interface ChatState {
  conversation: string;
  title: string;
  /** The last ones (at most 40, and 400 000 letters), oldest first; `earlier` more come before them (`chat.earlier`). */
  messages: ChatMessage[];
  earlier: number;
  /** A reply is being written; its words come as "stream" messages, `chat.stream` gives what was written so far. */
  busy: boolean;
  /** The director model in use, and those there are. */
  brain: string;
  brains: Brain[];
  money: ChatMoney;
  /** What is worth doing next; empty once a run has started. */
  actions: Action[];
  /** The execution this conversation started last, "" before there is one. */
  run: string;
  /** What the plan is called and costs, null before there is one. */
  plan: { title: string; version: number; steps: number; price: Micros; ceiling: Micros } | null;
}

export interface ChatMessage {
  position: number;
  role: "user" | "director" | "system";
  html: string;
  at: number;
  attachments: Attached[];
  /** Questions asked by this message; answered ones carry the picked choice. `open`: they can still be answered. */
  questions: (Question & { picked: string })[];
  options: Option[];
  /** The option that was taken, "" for none. */
  chosen: string;
  open: boolean;
  /** The reply was stopped by the person, or broke off: why, in a sentence. */
  broken: string;
}

/** A file or address handed over with a message. */
export interface Attached {
  kind: "image" | "video" | "audio" | "url";
  name: string;
  asset: Asset | null;
  url: string;
}

export interface Brain {
  id: string;
  name: string;
  /** For a message of ordinary length; 0 is free. */
  perMessage: Micros;
  /** It reads pictures. */
  sees: boolean;
  recommended: boolean;
  available: boolean;
  /** What it is good at, or why it can't be used and what to do. */
  why: string;
}

export interface ChatMoney {
  studio: Studio;
  spent: Micros;
  reserved: Micros;
  /** What the person said it may cost, null if nothing was said. */
  budget: Micros | null;
  /** What the talking itself has cost. */
  talk: Micros;
}

/** A suggested action: `ask` is sent when it is clicked; "" puts the cursor into the message box. */
export interface Action {
  id: string;
  label: string;
  primary: boolean;
  ask: string;
  args: Record<string, unknown>;
}

export interface ChatEntry {
  id: string;
  title: string;
  status: string;
  when: string;
  plan: string;
}

/** A part of a reply that is being written. Blocks are final HTML and only ever added; the tail is what comes after them. */
export interface StreamPatch {
  type: "stream";
  conversation: string;
  /** Counts the replies of a conversation; a new number begins a new reply. */
  reply: number;
  /** How many blocks the view must have before these are added; fewer: ask `chat.stream`. */
  from: number;
  blocksHtml: string[];
  /** The open block as HTML, or, while it is long, plain text to add to what is there. */
  tailHtml?: string;
  tailAdd?: string;
  done: boolean;
}

// ---- plan -------------------------------------------------------------------------------------------------------------------------

export interface PlanState {
  conversation: string;
  /** "" before there is a plan; `empty` then says how to get one. */
  id: string;
  empty: string;
  version: number;
  title: string;
  aspect: string;
  fps: number;
  tier: string;
  seconds: number;
  steps: PlanStep[];
  /** Faults of the plan itself. */
  faults: Fault[];
  price: Micros;
  ceiling: Micros;
  budget: Micros | null;
  /** What is spent of the workspace's money on this plan's runs so far. */
  spent: Micros;
  /** For making it live, in words. */
  time: string;
  undo: boolean;
  redo: boolean;
  /** In words what a run makes anew, "" before anything is stored. */
  renders: string;
  studios: { id: Studio; price: Micros; ceiling: Micros; available: boolean; why: string }[];
  /** The run of this plan that goes on or was the last, null before there is one. */
  run: PlanRun | null;
  /** What each model named in the plan takes, by model id. */
  takes: Record<string, ModelLimits>;
}

export interface PlanRun {
  execution: string;
  status: RunStatus;
  version: number;
  studio: Studio;
  stored: number;
  steps: number;
}

export interface PlanStep {
  id: string;
  order: number;
  kind: string;
  media: "image" | "video" | "audio" | "text";
  action: string;
  prompt: string;
  negativePrompt: string;
  model: string;
  modelName: string;
  /** Why this model. */
  reason: string;
  provider: string;
  aspect: string;
  resolution: string;
  duration: number;
  useSeconds: number;
  fps: number;
  takes: number;
  seed: number;
  dependsOn: string[];
  price: Micros;
  ceiling: Micros;
  seconds: number;
  /** Every take of it is stored: running it costs nothing. */
  cached: boolean;
  locked: boolean;
  /** Which fields may be edited here. */
  edits: ("action" | "prompt" | "model" | "aspect" | "resolution" | "duration" | "fps" | "takes" | "order" | "negativePrompt" | "seed")[];
  faults: (Fault & { mend: Change | null })[];
  /** How the step stands in the plan's run: "" before one of this version. */
  state: StepStatus | "";
  progress: number;
  note: string;
}

export interface ModelLimits {
  aspects: string[];
  resolutions: string[];
  durations: number[];
  /** The rate as people read it ("$0.07 per second"). */
  rate: string;
}

/** A change to the plan: `step` is an id, "" for the plan itself; `field` as in `PlanStep.edits` (plan: title, aspect, fps). */
export interface Change {
  step: string;
  field: string;
  value: string | number;
}

/** What changes would mean, before they are made. */
export interface Weighed {
  /** Orders of the steps that would be made anew. */
  renders: number[];
  /** What a live run would then cost, cached steps at 0. */
  price: Micros;
  ceiling: Micros;
  /** "renders again: 3, 5, 6 · $0.46 live". */
  words: string;
  faults: Fault[];
}

export interface ModelChoice {
  id: string;
  name: string;
  price: Micros;
  ceiling: Micros;
  why: string;
  rate: string;
  current: boolean;
  recommended: boolean;
}

// ---- preview ----------------------------------------------------------------------------------------------------------------------

export type RunStatus = "" | "running" | "waiting" | "detached" | "completed" | "failed" | "cancelled" | "interrupted";
export type StepStatus = "planned" | "queued" | "running" | "stored" | "failed" | "refused" | "unknown" | "skipped" | "approve" | "input" | "cancelled";

export interface PreviewState {
  /** "" before anything has run; `empty` then says what to do. */
  execution: string;
  empty: string;
  conversation: string;
  plan: string;
  version: number;
  title: string;
  aspect: string;
  studio: Studio;
  status: RunStatus;
  /** One line of how it stands, and what went wrong. */
  line: string;
  message: string;
  /** What is to be known beside the steps, such as a quota that was passed. */
  notices: string[];
  /** Another process drives it. */
  elsewhere: boolean;
  startedAt: number;
  finishedAt: number;
  /** Seconds left as far as one can tell, null when one can't. */
  left: number | null;
  fraction: number;
  money: { spent: Micros; reserved: Micros; cap: Micros | null; ceiling: Micros };
  steps: RunStep[];
  reel: Reel | null;
}

export interface RunStep {
  id: string;
  order: number;
  action: string;
  kind: string;
  media: "image" | "video" | "audio" | "text";
  model: string;
  modelName: string;
  status: StepStatus;
  progress: number;
  /** Place in the provider's queue, null when not queued. */
  queue: number | null;
  note: string;
  /** What it waits for: orders of the steps before it that are not stored. */
  waits: number[];
  startedAt: number;
  endedAt: number;
  /** How long it should take. */
  expected: number;
  price: Micros;
  ceiling: Micros;
  cached: boolean;
  wanted: number;
  takes: Take[];
  /** What a person makes for it while it waits for their file (status "input"), null otherwise. */
  hand: ByHand | null;
  /** What went wrong; `softer` is the prompt in milder words where its content was refused, "" where there are none. */
  error: { state: string; message: string; next: string; attempt: string; softer: string } | null;
}

/** A step made by hand: what to paste and where ("" where nobody said), and what comes back as which take. */
export interface ByHand {
  media: "image" | "video" | "audio";
  take: number;
  prompt: string;
  /** False where `prompt` is the beginning only. */
  whole: boolean;
  where: string;
}

/** One result of a step. `key` names it in requests. */
export interface Take {
  key: string;
  execution: string;
  step: string;
  order: number;
  take: number;
  title: string;
  media: "image" | "video" | "audio" | "text";
  asset: Asset;
  model: string;
  studio: Studio;
  cached: boolean;
  price: Micros;
  /** 1–5, 0 for none. */
  stars: number;
  mark: "" | "keep" | "lock" | "discard";
  at: number;
}

export interface Reel {
  asset: Asset;
  seconds: number;
  /** The file (by hash) whose small picture stands in before it plays. */
  poster: string;
  /** The shots in the order of the film. */
  shots: { step: string; order: number; title: string; from: number; seconds: number; asset: Asset | null }[];
  /** What lies beside it, by what it is: "reel", "otio", "contact". */
  files: { name: string; path: string }[];
}

export interface Details {
  rows: { label: string; value: string }[];
  prompt: string;
  negativePrompt: string;
  /** How the file reaches the browser ("files", "chunks") is added by the view. */
}

/** Two takes to choose from without knowing which is which. */
export interface BlindPair {
  pair: string;
  a: { asset: Asset; media: Take["media"] };
  b: { asset: Asset; media: Take["media"] };
}

// ---- gallery and compare ----------------------------------------------------------------------------------------------------------

export interface GalleryState {
  total: number;
  /** Counts changes: when it grows, pages are asked for again. */
  version: number;
  media: Record<string, number>;
}

export interface GalleryFilter {
  media: "" | "image" | "video" | "audio";
  marked: "" | "keep" | "lock" | "rated" | "discard";
  text: string;
}

export interface CompareState {
  step: string;
  order: number;
  title: string;
  prompt: string;
  conversation: string;
  /** One column a model, in the order asked for; "blind" hides which is which until everything is voted on. */
  columns: CompareColumn[];
  blind: boolean;
  price: Micros;
  ceiling: Micros;
  studios: PlanState["studios"];
  run: PlanRun | null;
  faults: Fault[];
  votes: { a: string; b: string; winner: string }[];
}

export interface CompareColumn {
  /** Names the column in requests; says nothing about the model. */
  key: string;
  /** "A", "B" … while it is blind. */
  label: string;
  model: string;
  modelName: string;
  price: Micros;
  ceiling: Micros;
  why: string;
  step: RunStep | null;
}

// ---- storyboard -------------------------------------------------------------------------------------------------------------------

export interface BoardState {
  project: string;
  title: string;
  version: number;
  /** The scene or board that is shown, "" for the whole film. */
  what: string;
  kind: "film" | "scene" | "storyboard" | "shot_stack" | "time_stack" | "variants" | "character_sheet" | "beat_pack" | "blocking" | "extraction";
  name: string;
  /** What else may be shown, in the order of the film; boards last. */
  places: BoardPlace[];
  frames: BoardFrame[];
  /** Frames of this board that were put away. */
  away: number;
  undo: boolean;
  redo: boolean;
  proposals: BoardProposal[];
  /** The workflow that was started here last, null before there is one. */
  work: BoardWork | null;
}

export interface BoardPlace {
  id: string;
  kind: "film" | "scene" | "board";
  name: string;
}

/** A shot with its canonical picture, or a panel of a board. */
export interface BoardFrame {
  id: string;
  /** "2.3": the third shot of scene 2; of a panel its place. */
  number: string;
  /** Null where no picture is there yet, or its file is gone. */
  asset: Asset | null;
  size: string;
  setup: string;
  action: string;
  coverage: string;
  /** Milliseconds from the moment of a time stack, null elsewhere. */
  offset: number | null;
  mark: "" | "canonical" | "alternate" | "pinned";
  locked: boolean;
  /** What is locked around it. */
  held: "" | "scene" | "beat";
  /** The shot it is, stands for or was made from; "" for none. */
  shot: string;
  /** Whose feeling it shares: the id of a point of the curve. */
  beat: string;
  seconds: number;
  alternates: number;
}

export interface BoardProposal {
  id: string;
  who: string;
  why: string;
  lines: BoardLine[];
  /** What was changed in the same places since, in words. */
  moved: string[];
  /** Why it can't be made any more, "" where it can. */
  fault: string;
}

export interface BoardLine {
  /** The change's place in the proposal. */
  at: number;
  words: string;
  /** What it sets, where that can be typed otherwise. */
  value: string | null;
}

export interface BoardWork {
  title: string;
  execution: string;
  status: RunStatus;
  fraction: number;
  /** What came of it, and the board it made ("" for none yet). */
  note: string;
  board: string;
}

/** What is known of one frame beside the state. */
export interface BoardAbout {
  frame: string;
  rows: { label: string; value: string }[];
  alternates: { asset: Asset; label: string }[];
  findings: BoardFinding[];
  feelings: { axis: string; value: number; why: string }[];
  /** The feelings were set by somebody, not read. */
  said: boolean;
}

export interface BoardFinding {
  id: string;
  severity: "error" | "warn" | "info";
  rule: string;
  message: string;
  remedy: string;
  /** It can be mended by a proposal. */
  mends: boolean;
}

/** How it feels at one place: `at` seconds from the beginning, each axis 0 to 10. */
export interface BoardPoint {
  id: string;
  label: string;
  at: number;
  seconds: number;
  tension: number;
  intimacy: number;
  threat: number;
  wonder: number;
}

export interface BoardSeen {
  version: number;
  points: BoardPoint[];
  /** By frame: the gravest finding and how many there are. */
  findings: Record<string, { severity: "error" | "warn" | "info"; words: string; count: number }>;
}

/** A workflow that can be started from a frame; `why` says what is missing where it can't. */
export interface BoardOffer {
  key: string;
  title: string;
  price: Micros;
  ceiling: Micros;
  why: string;
  studios: PlanState["studios"];
}

/** A laid out page, ready to be fetched in pieces. */
export interface BoardPage {
  page: string;
  bytes: number;
  width: number;
  height: number;
  number: number;
  pages: number;
  told: string[];
}

// ---- requests ---------------------------------------------------------------------------------------------------------------------

/** Every verb: what it takes and what it answers. Long ones answer when they are done; state changes come by trait before the answer. */
export interface Verbs {
  "chat.say": [{ text: string; attachments: { upload?: string; url?: string }[] }, null];
  "chat.pick": [{ picks: Record<string, string> }, null];
  "chat.decide": [Record<string, never>, null];
  "chat.choose": [{ option: string }, null];
  "chat.stop": [Record<string, never>, null];
  "chat.stream": [Record<string, never>, StreamPatch | null];
  "chat.earlier": [{ before: number }, { messages: ChatMessage[]; earlier: number }];
  "chat.history": [Record<string, never>, ChatEntry[]];
  "chat.open": [{ conversation: string }, null];
  "chat.fresh": [Record<string, never>, null];
  "chat.brain": [{ id: string }, null];
  "plan.set": [{ changes: Change[] }, { note: string }];
  "plan.weigh": [{ changes: Change[] }, Weighed];
  "plan.models": [{ step: string; query: string }, ModelChoice[]];
  "plan.undo": [Record<string, never>, { note: string }];
  "plan.redo": [Record<string, never>, { note: string }];
  /** Starts the plan as it stands, or answers with the run that goes on already. `cap` in micro-USD, null for previs. */
  "plan.start": [{ studio: Studio; mode: "auto" | "step"; cap: Micros | null }, { execution: string; already: boolean }];
  "run.cancel": [{ execution: string }, { note: string }];
  "run.resume": [{ execution: string }, null];
  "run.approve": [{ execution: string; step: string }, null];
  "run.retry": [{ execution: string; step: string; model: string }, null];
  "run.soften": [{ execution: string; step: string }, null];
  "run.skip": [{ execution: string; step: string }, { note: string }];
  /** Hands a step made by hand a file that was uploaded, as its take of that number, and goes on. */
  "run.provide": [{ execution: string; step: string; take: number; upload: string }, null];
  /** The whole of a prompt to paste of which the state has the beginning only. */
  "run.paste": [{ execution: string; step: string }, { prompt: string }];
  "run.recover": [{ execution: string }, { note: string }];
  "run.release": [{ attempt: string }, { note: string }];
  "run.others": [{ execution: string; step: string }, ModelChoice[]];
  "run.logs": [{ execution: string; step: string }, { at: number; text: string }[]];
  "run.details": [{ take: string }, Details];
  "run.rate": [{ take: string; stars: number }, null];
  "run.mark": [{ take: string; mark: Take["mark"] }, null];
  /** Two takes of a step, or these two; which is which is known to the kernel alone. */
  "run.pair": [{ takes: string[] }, BlindPair];
  "run.vote": [{ pair: string; winner: "a" | "b" | "tie" }, { a: Take; b: Take }];
  /** One piece of a file (its bytes are the buffer, at most 1,000,000 of them; 25 MB in all); `part` counts from 0, in any order and, after
   *  a lost answer, more than once. The piece that completes it answers with the attachment to show. */
  "media.upload": [{ upload: string; name: string; part: number; of: number }, Attached | null];
  /** Small pictures, as JPEG, in the order asked for. `path` is below the workspace; with `bytes` they come as buffers, numbered by `buffer` (-1: none). */
  "media.thumbs": [{ assets: string[]; size: 160 | 320 | 640 | 1280; bytes: boolean }, { sha256: string; path: string; buffer: number }[]];
  /** Frames of a film in one row, as one JPEG; `width` and `height` are those of one frame. */
  "media.strip": [{ asset: string; bytes: boolean }, { frames: number; width: number; height: number; path: string; buffer: number }];
  /** The loudness of a sound, 0–100, 96 values. */
  "media.wave": [{ asset: string }, number[]];
  /** A piece of a stored file, at most 1 MB (its bytes are the buffer), for front ends that don't serve the workspace. */
  "media.file": [{ asset: string; offset: number }, { total: number; mime: string }];
  "gallery.page": [{ offset: number; limit: number; filter: GalleryFilter }, { total: number; takes: Take[] }];
  "compare.models": [{ query: string }, ModelChoice[]];
  "compare.set": [{ models: string[]; blind: boolean }, null];
  "compare.start": [{ studio: Studio; cap: Micros | null }, { execution: string; already: boolean }];
  "compare.vote": [{ a: string; b: string; winner: string }, null];
  /** Shows another scene or board, "" the whole film. */
  "board.show": [{ what: string }, null];
  /** Findings and feelings of what is shown: they take longer than the state may. */
  "board.see": [Record<string, never>, BoardSeen];
  "board.about": [{ frame: string }, BoardAbout];
  "board.move": [{ frame: string; to: number }, { note: string }];
  "board.lock": [{ frame: string; on: boolean }, { note: string }];
  /** Makes a panel canonical, an alternate, pinned or deleted, or nothing of these; of a shot only "deleted". */
  "board.mark": [{ frame: string; mark: string }, { note: string }];
  /** An alternate of the frame's shot as its picture. */
  "board.use": [{ frame: string; asset: string }, { note: string }];
  "board.restore": [Record<string, never>, { note: string }];
  "board.caption": [{ frame: string; text: string }, { note: string }];
  "board.feel": [{ frame: string; axis: string; value: number }, { note: string }];
  /** A change in loose words: what it would do is a proposal from then on ("" where it does nothing). */
  "board.say": [{ frame: string; words: string }, { proposal: string; note: string }];
  "board.mend": [{ finding: string }, { note: string }];
  /** Makes a proposal: as it is, or the lines named in `keep` with what was typed instead. `anyway`: though things have moved since. */
  "board.accept": [{ proposal: string; keep: { at: number; value: string | null }[] | null; anyway: boolean }, { note: string }];
  "board.refuse": [{ proposal: string }, { note: string }];
  "board.undo": [Record<string, never>, { note: string }];
  "board.redo": [Record<string, never>, { note: string }];
  "board.offers": [{ frame: string }, BoardOffer[]];
  "board.start": [{ frame: string; offer: string; studio: Studio; cap: Micros | null }, { execution: string; note: string }];
  /** Lays out what is shown as a page of the pictures there are. */
  "board.page": [{ mode: string; number: number }, BoardPage];
  /** A piece of that page's PNG: its bytes are the buffer. */
  "board.piece": [{ page: string; offset: number }, null];
}

export type Verb = keyof Verbs;

export type FromKernel =
  | { type: "got"; id: string }
  | { type: "answer"; id: string; ok: true; result: unknown }
  | { type: "answer"; id: string; ok: false; error: { code: string; message: string } }
  | { type: "events"; events: AnyEvent[] }
  /** The copy for the saved notebook is another now; `page.copy` gives it to a page that can't be updated by the kernel. */
  | { type: "saved" }
  | StreamPatch;

export type { AnyEvent, Choice, Fault, Option, Question };
