/** The events and the nouns they carry.
 *
 * Generated from director_kernel/events.py by `python -m director_kernel.widgets.typedefs`.
 */

export interface ApprovalNeeded {
  at: number;
  execution: string;
  step: string;
  attempt: string;
  type: "approval_needed";
  /** micro-USD */
  ceiling: number;
}

/** Something handed over with a message: a stored image (`asset`) or a URL (kept as text, never fetched here). */
export interface Attachment {
  kind: "image" | "video" | "audio" | "url";
  name: string;
  asset?: string;
  url?: string;
}

/** What was read from a person's words. Empty or None: not said (and not guessed). `duration` in seconds. */
export interface Brief {
  text: string;
  useCase?: string;
  platform?: string;
  aspect?: string;
  duration?: number;
  style: string[];
  mood: string[];
  subject?: string;
  setting?: string;
  onScreenText: string[];
  dialogue: string[];
  audience?: string;
  budget?: number;
  shots?: number;
  tier?: "budget" | "balanced" | "premium";
  models: string[];
  audio: string[];
  attachments: Attachment[];
  language: string;
  seed: number;
}

/** The questions that are open. */
export interface ChatChoices {
  at: number;
  conversation: string;
  type: "choices";
  questions: Question[];
}

/** A piece of the reply, in Markdown. */
export interface ChatContent {
  at: number;
  conversation: string;
  type: "content";
  content: string;
}

/** The answer is complete and kept; `stopped`: as far as it had come when the person stopped it. */
export interface ChatDone {
  at: number;
  conversation: string;
  type: "done";
  stopped: boolean;
}

/** The answer broke off; what was written of it is kept. */
export interface ChatError {
  at: number;
  conversation: string;
  type: "error";
  message: string;
}

/** The ways to make it, priced. */
export interface ChatOptions {
  at: number;
  conversation: string;
  type: "options";
  options: Option[];
}

/** A new version of the plan and what is wrong with it. */
export interface ChatPlan {
  at: number;
  conversation: string;
  type: "plan";
  plan: Plan;
  faults: Fault[];
}

/** A message was kept and its answer is begun. */
export interface ChatStart {
  at: number;
  conversation: string;
  type: "start";
}

/** What the answer took: tokens, and the price in micro-USD. */
export interface ChatUsage {
  at: number;
  conversation: string;
  type: "usage";
  model: string;
  inputTokens: number;
  outputTokens: number;
  /** micro-USD */
  price: number;
}

/** One clickable answer; `id` is a letter. */
export interface Choice {
  id: string;
  text: string;
  value: string;
}

/** The ledger of this execution after a booking, micro-USD. */
export interface CostChanged {
  at: number;
  execution: string;
  type: "cost_changed";
  /** micro-USD */
  spent: number;
  /** micro-USD */
  reserved: number;
  cap?: number;
  /** micro-USD */
  overrun: number;
}

/** `status`: completed, failed, cancelled, detached, waiting (approvals or a manual step). */
export interface ExecutionDone {
  at: number;
  execution: string;
  type: "execution_done";
  status: string;
  stored: number;
  failed: number;
  skipped: number;
  reel: string;
  message: string;
}

export interface ExecutionStarted {
  at: number;
  execution: string;
  type: "execution_started";
  plan: string;
  version: number;
  steps: number;
  studio: string;
  /** micro-USD */
  ceiling: number;
  resumed: boolean;
  stored: string[];
}

/** Something wrong with a draft and its way out. `step` is the step's id or display order as written, "" for the plan itself. */
export interface Fault {
  step: string;
  field: string;
  code: string;
  message: string;
  fix: string;
  mended: boolean;
}

/** A file a step takes: the output of a `step` (by id) or a stored `asset` (by hash); exactly one of the two. */
export interface Input {
  role: Role;
  step?: string;
  asset?: string;
}

/** A person makes this step: `prompt` is what to paste, `where` the place, "" where nobody said. The file comes back by `provide`. */
export interface InputNeeded {
  at: number;
  execution: string;
  step: string;
  attempt: string;
  type: "input_needed";
  take: number;
  prompt: string;
  where: string;
}

/** What a step does: one generation or edit. */
export type Kind = "text-to-image" | "image-edit" | "upscale" | "text-to-video" | "image-to-video" | "extend" | "video-edit" | "speech" | "music" | "sound-effect" | "text" | "assemble" | "manual";

/** One way to make it, priced: `price` is the estimate and `ceiling` what would be reserved, in micro-USD live; previs is always 0. */
export interface Option {
  id: "budget" | "balanced" | "premium";
  title: string;
  /** micro-USD */
  price: number;
  /** micro-USD */
  ceiling: number;
  seconds: number;
  models: string[];
  why: string;
}

/** Checked, priced steps in an order that can be run. `price` is the live estimate, `ceiling` what a live run reserves at most, both in micro-USD; previs costs 0. */
export interface Plan {
  id: string;
  version: number;
  title: string;
  summary: string;
  brief?: Brief;
  useCase: string;
  tier: "budget" | "balanced" | "premium";
  aspect: string;
  fps: number;
  steps: Step[];
  finalOutputs: string[];
  finals: string[];
  catalog: string;
  extra: Record<string, unknown>;
  totalCost: number;
  /** The critical path through the steps, for people ('2 min 10 s'). */
  estimatedTime: string;
}

/** Something the director must know; `field` is the brief's field it fills. The last choice is always 'you decide'. */
export interface Question {
  id: string;
  field: string;
  text: string;
  choices: Choice[];
  default: string;
}

/** What an input is to its step. */
export type Role = "start_image" | "end_image" | "reference" | "source" | "voice" | "audio" | "clip";

export interface Slots {
}

/** One generation or edit of a finished plan. `duration` is what the provider bills, in seconds; `use_seconds` what the reel uses of it. `options` holds the model's own options in the model's own format (duration as "5", "8s" or 8). `order` is display only; `id` is the journal's key and never changes. */
export interface Step {
  id: string;
  order: number;
  kind: Kind;
  action: string;
  model: string;
  modelName: string;
  provider: string;
  endpoint: string;
  prompt: string;
  negativePrompt: string;
  options: Record<string, unknown>;
  aspect: string;
  width: number;
  height: number;
  fps: number;
  duration: number;
  useSeconds: number;
  seed: number;
  takes: number;
  inputs: Input[];
  dependsOn: string[];
  slots: Slots;
  /** micro-USD */
  price: number;
  /** micro-USD */
  ceiling: number;
  estimatedSeconds: number;
  outputDescription: string;
  reason: string;
  extra: Record<string, unknown>;
  type: string;
  /** USD for readers of the published format; sums are made from `price`. */
  estimatedCost: number;
}

/** `state` is the attempt's: failed, refused, rejected, lost, cancelled, unknown or timeout (goes on at the provider, ticket kept). `softer` is the prompt in other words, offered where its content was refused; "" where there are none. */
export interface StepFailed {
  at: number;
  execution: string;
  step: string;
  attempt: string;
  type: "step_failed";
  state: string;
  message: string;
  nextAction: string;
  softer: string;
}

/** How far a step is, 0–1. */
export interface StepProgress {
  at: number;
  execution: string;
  step: string;
  attempt: string;
  type: "step_progress";
  progress: number;
  queuePosition?: number;
  message: string;
  logs: string[];
}

export interface StepQueued {
  at: number;
  execution: string;
  step: string;
  attempt: string;
  type: "step_queued";
  position?: number;
}

export interface StepSkipped {
  at: number;
  execution: string;
  step: string;
  attempt: string;
  type: "step_skipped";
  because: string;
  leftOut: boolean;
}

export interface StepStarted {
  at: number;
  execution: string;
  step: string;
  attempt: string;
  type: "step_started";
  take: number;
  model: string;
  notice: string;
}

/** A take is stored; `cached` when it was there already and cost nothing. */
export interface StepStored {
  at: number;
  execution: string;
  step: string;
  attempt: string;
  type: "step_stored";
  take: number;
  asset: string;
  mime: string;
  cached: boolean;
  /** micro-USD */
  price: number;
}

export type AnyEvent = ChatStart | ChatContent | ChatChoices | ChatOptions | ChatPlan | ChatUsage | ChatDone | ChatError | ExecutionStarted | StepQueued | StepStarted | StepProgress | StepStored | StepFailed | StepSkipped | ApprovalNeeded | InputNeeded | CostChanged | ExecutionDone;
