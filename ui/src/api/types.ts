/** The types of the wire, by the names the server gives them. */

export type Stage =
  | 'lead'
  | 'contacted'
  | 'qualified'
  | 'docs_pending'
  | 'docs_received'
  | 'application_started'
  | 'application_submitted'
  | 'application_in_process'
  | 'application_approved'
  | 'disbursed'
  | 'active'
  | 'lost'
  | 'closed'
  | 'rejected';
export type Phase = 'intake' | 'documents' | 'application' | 'loan' | 'over';
export type ReasonCode = string;
export type Sentiment = 'positive' | 'neutral' | 'negative';
export type Urgency = 'low' | 'medium' | 'high';
export type SenderType = 'client' | 'bot';
export type DataType = 'message' | 'name' | 'email' | 'phone';
export type JobState = 'queued' | 'running' | 'done' | 'failed' | 'dead';
export type Direction = 'forward' | 'back' | 'out' | 'reopen';
export type ChangeKind =
  | 'client'
  | 'client_gone'
  | 'messages'
  | 'note'
  | 'task'
  | 'user'
  | 'role'
  | 'api_key'
  | 'settings'
  | 'job'
  | 'rescope';

export interface Page<T> {
  results: T[];
  next: string | null;
  count?: number | null;
}
export interface Problem {
  detail: string;
  code: string;
  current?: unknown;
}
export interface BatchItem {
  index: number;
  status: number;
  id?: string;
  errors?: unknown;
}
export interface BatchResult {
  results: BatchItem[];
}

export interface UserRef {
  id: string;
  email: string;
  name: string;
}
export interface RoleRef {
  id: string;
  name: string;
}
export interface User {
  id: string;
  email: string;
  first_name: string;
  last_name: string;
  role: RoleRef | null;
  is_active: boolean;
  is_superuser: boolean;
  last_login: string | null;
  created_at: string;
}
export type Me = User & { permissions: string[] };
export interface Workload {
  user: UserRef;
  open_clients: number;
  new_leads: number;
  urgent: number;
}
export interface CreateUser {
  email: string;
  first_name?: string;
  last_name?: string;
  password: string;
  role?: string | null;
  is_superuser?: boolean;
}
export interface UpdateUser {
  email?: string;
  first_name?: string;
  last_name?: string;
  password?: string;
  role?: string | null;
  is_active?: boolean;
  is_superuser?: boolean;
}
export interface Role {
  id: string;
  name: string;
  description: string;
  permissions: string[];
  user_count: number;
  created_at: string;
  updated_at: string;
}
export interface WriteRole {
  name: string;
  description?: string;
  permissions?: string[];
}
export interface PermissionInfo {
  name: string;
  description: string;
}
export interface Device {
  id: string;
  device_name: string;
  kind: string;
  last_used_at: string | null;
  expires_at: string;
  created_at: string;
}
export interface ApiKey {
  id: string;
  name: string;
  prefix: string;
  scopes: string[];
  rate_limit: number | null;
  last_used_at: string | null;
  revoked_at: string | null;
  created_at: string;
}
export interface CreateApiKey {
  name: string;
  scopes: string[];
  rate_limit?: number | null;
}
export type IssuedApiKey = ApiKey & { key: string };

export interface LoanDetails {
  current_loan_amount: string | null;
  monthly_payment: string | null;
  interest_rate: string | null;
  loan_type: string | null;
  property_type: string | null;
  property_value: string | null;
}
export interface FinancialInfo {
  income: string | null;
  credit_score: string | null;
  debt_to_income: string | null;
  employment_status: string | null;
}
export interface Context {
  intent: string | null;
  loan_details: LoanDetails;
  financial_info: FinancialInfo;
  preferences: string[];
  key_points: string[];
  sentiment: Sentiment;
  urgency: Urgency;
  summary: string | null;
}
export interface Evidence {
  message_id: string;
  position: number;
  quote: string;
}
export interface Fact {
  value: number | string | null;
  low: number | null;
  high: number | null;
  unit: string | null;
  text: string | null;
  evidence: Evidence | null;
  confidence: number;
  source: 'model' | 'rules' | 'human';
  status: 'verified' | 'unverified';
  locked: boolean;
  by: string | null;
  at: string;
  previous: Fact[];
  proposed: Fact | null;
}
export interface ContextMeta {
  extractor: string | null;
  run_id: string | null;
  up_to_position: number | null;
  facts: Record<string, Fact>;
}
export interface ExtractionState {
  state: JobState;
  attempts: number;
  error: string | null;
  finished_at: string | null;
}
export interface ContactProposal {
  field: string;
  value: string;
  session_id: string;
  position: number;
  at: string;
}
export interface Client {
  id: string;
  name: string | null;
  email: string | null;
  phone: string | null;
  current_stage: Stage;
  stage_changed_at: string;
  assigned_to: UserRef | null;
  context: Context;
  context_meta: ContextMeta;
  extraction: ExtractionState | null;
  source: string;
  captured_at: string | null;
  last_message_at: string | null;
  proposals: ContactProposal[];
  version: number;
  created_at: string;
  updated_at: string;
}
export interface ClientFilter {
  stage?: string;
  assigned_to?: string;
  unassigned?: boolean;
  q?: string;
  sentiment?: Sentiment;
  urgency?: Urgency;
  created_after?: string;
  created_before?: string;
  stale?: number;
  captured?: string;
  ordering?: string;
  cursor?: string;
  limit?: number;
  count?: boolean;
}
export interface CreateClient {
  name?: string | null;
  email?: string | null;
  phone?: string | null;
  assigned_to?: string | null;
}
export interface UpdateClient {
  name?: string | null;
  email?: string | null;
  phone?: string | null;
  version?: number;
}
export interface CorrectFact {
  path: string;
  value: string | null;
  expected?: string | null;
}
export interface ResolveProposal {
  path: string;
  accept: boolean;
}
export interface Assign {
  assigned_to: string | null;
  remarks?: string | null;
}
export interface ChangeStage {
  to_stage: string;
  remarks?: string | null;
  reason_code?: string | null;
  expected_stage?: string | null;
  override?: boolean;
}
export type BulkAction =
  | ({ type: 'assign' } & Assign)
  | ({ type: 'change_stage' } & ChangeStage)
  | { type: 'extract' }
  | { type: 'delete' };
export interface BulkClients {
  ids: string[];
  action: BulkAction;
}
export interface Assignment {
  id: string;
  assigned_to: UserRef | null;
  assigned_by: UserRef | null;
  is_active: boolean;
  remarks: string | null;
  created_at: string;
}
export interface Note {
  id: string;
  author: UserRef | null;
  body: string;
  created_at: string;
  updated_at: string;
}
export interface Task {
  id: string;
  client_id: string;
  title: string;
  due_at: string | null;
  done_at: string | null;
  assignee: UserRef | null;
  created_at: string;
  updated_at: string;
}
export interface CreateTask {
  title: string;
  due_at?: string | null;
  assignee?: string | null;
}
export interface UpdateTask {
  title?: string;
  due_at?: string | null;
  assignee?: string | null;
  done?: boolean;
}
export interface Duplicate {
  id: string;
  name: string | null;
  current_stage: Stage;
  same: string[];
}
export interface StageChange {
  id: string;
  from_stage: Stage | null;
  to_stage: Stage;
  changed_by: UserRef | null;
  remarks: string | null;
  reason_code: ReasonCode | null;
  overridden: boolean;
  duration_seconds: number | null;
  created_at: string;
}
export interface ReasonInfo {
  code: ReasonCode;
  label: string;
}
export interface MoveInfo {
  to: Stage | null;
  direction: Direction;
  remark_required: boolean;
  reason_required: boolean;
  admin_only: boolean;
  reason_codes: ReasonInfo[];
}
export interface StageInfo {
  stage: Stage;
  label: string;
  phase: Phase;
  terminal: boolean;
  moves: MoveInfo[];
}
export interface StageGraph {
  stages: StageInfo[];
}
export interface StageCount {
  stage: Stage;
  clients: number;
}
export interface PipelineReport {
  unassigned: number;
  extraction_failed: number;
  stages: StageCount[];
}

export interface ChatMessage {
  id: string;
  session_id: string;
  client: string | null;
  message: string;
  sender_type: SenderType;
  data_type: DataType;
  position: number;
  metadata: Record<string, unknown> | null;
  created_at: string;
  updated_at: string;
}
export interface ChatHistory {
  session_id: string;
  messages: ChatMessage[];
}
export interface ChatSession {
  session_id: string;
  client: string | null;
  message_count: number;
  last_message_at: string;
  created_at: string;
}

export interface Job {
  id: string;
  client_id: string;
  client_name: string | null;
  state: JobState;
  attempts: number;
  run_at: string;
  last_error: string | null;
  finished_at: string | null;
  created_at: string;
  updated_at: string;
}
export interface AuditRow {
  id: string;
  actor_kind: string;
  user: UserRef | null;
  actor_name: string;
  action: string;
  entity_kind: string;
  entity_id: string;
  before: unknown;
  after: unknown;
  address: string | null;
  created_at: string;
}
export interface Setting {
  key: string;
  value: unknown;
  default: unknown;
  kind: string;
  description: string;
  updated_at: string | null;
}
export interface ChangeEvent {
  kind: ChangeKind;
  id: string;
  client_id: string | null;
  at: string;
}
