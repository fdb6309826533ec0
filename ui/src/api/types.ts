/** The types of the wire, by the names the server gives them; the truth is in the generated schema. */
import type { components } from './schema';

type Schemas = components['schemas'];

/**
 * An answer as the server sends it: every field is there, and what is not known is null. The
 * document calls nullable fields optional, since a request may leave them out.
 */
export type Answer<T> = T extends readonly (infer Item)[]
  ? Answer<Item>[]
  : T extends object
    ? { [Field in keyof T]-?: Answer<Exclude<T[Field], undefined>> }
    : T;

export interface Page<Row> {
  results: Row[];
  next: string | null;
}

export type Stage = Schemas['Stage'];
export type Phase = Schemas['Phase'];
export type Direction = Schemas['Direction'];
export type Sentiment = Schemas['Sentiment'];
export type Urgency = Schemas['Urgency'];
export type JobState = Schemas['JobState'];

export type Merge = Answer<Schemas['Merge']>;
export type Estimate = Answer<Schemas['Estimate']>;
export type UserRef = Answer<Schemas['UserRef']>;
export type User = Answer<Schemas['User']>;
export type Me = Answer<Schemas['Me']>;
export type Device = Answer<Schemas['Device']>;
export type Workload = Answer<Schemas['Workload']>;
export type CreateUser = Schemas['CreateUser'];
export type UpdateUser = Schemas['UpdateUser'];
export type Role = Answer<Schemas['Role']>;
export type WriteRole = Schemas['WriteRole'];
export type UpdateRole = Schemas['UpdateRole'];
export type PermissionInfo = Answer<Schemas['PermissionInfo']>;
export type ApiKey = Answer<Schemas['ApiKey']>;
export type CreateApiKey = Schemas['CreateApiKey'];
export type IssuedApiKey = Answer<Schemas['IssuedApiKey']>;

export type Context = Answer<Schemas['Context']>;
export type Fact = Answer<Schemas['Fact']>;
export type Client = Answer<Schemas['Client']>;
export type ContactProposal = Answer<Schemas['ContactProposal']>;
export type CreateClient = Schemas['CreateClient'];
export type UpdateClient = Schemas['UpdateClient'];
export type CorrectFact = Schemas['CorrectFact'];
export type ResolveProposal = Schemas['ResolveProposal'];
export type ReopenProposal = Schemas['ReopenProposal'];
export type Assign = Schemas['Assign'];
export type ChangeStage = Schemas['ChangeStage'];
export type BulkClients = Schemas['BulkClients'];
export type Assignment = Answer<Schemas['Assignment']>;
export type Note = Answer<Schemas['Note']>;
export type Task = Answer<Schemas['Task']>;
export type CreateTask = Schemas['CreateTask'];
export type UpdateNote = Schemas['UpdateNote'];
export type UpdateTask = Schemas['UpdateTask'];
export type TaskValues = Schemas['TaskValues'];
export type Duplicate = Answer<Schemas['Duplicate']>;
export type StageChange = Answer<Schemas['StageChange']>;
export type MoveInfo = Answer<Schemas['MoveInfo']>;
export type StageInfo = Answer<Schemas['StageInfo']>;
export type StageGraph = Answer<Schemas['StageGraph']>;
export type PipelineReport = Answer<Schemas['PipelineReport']>;

export type ChatMessage = Answer<Schemas['ChatMessage']>;
export type EditMessage = Schemas['EditMessage'];
export type ChatSession = Answer<Schemas['ChatSession']>;

export type ExtractionRun = Answer<Schemas['ExtractionRun']>;
export type FieldDifference = Answer<Schemas['FieldDifference']>;
export type RunComparison = Answer<Schemas['RunComparison']>;
export type ExtractionReport = Answer<Schemas['ExtractionReport']>;
export type Reviews = Answer<Schemas['Reviews']>;
export type Spending = Answer<Schemas['Spending']>;
export type FailureReason = Answer<Schemas['FailureReason']>;

export type Notification = Answer<Schemas['Notification']>;

export type Job = Answer<Schemas['Job']>;
export type AuditRow = Answer<Schemas['AuditRow']>;
export type Setting = Answer<Schemas['Setting']>;
export type ChangeEvent = Answer<Schemas['ChangeEvent']>;

/** What lists and the board show of a client. */
export type ClientSummary = Answer<Schemas['ClientSummary']>;
export type BoardColumn = Answer<Schemas['BoardColumn']>;
export type Board = Answer<Schemas['Board']>;
/** The document says of free JSON that it has no fields. */
type Free<T extends { definition?: unknown }> = Omit<T, 'definition'> & { definition: Record<string, unknown> };
export type SavedView = Free<Answer<Schemas['SavedView']>>;
export type CreateView = Free<Schemas['CreateView']>;
/** What of a view is changed, or was seen of it. */
export type ViewValues = Partial<Pick<SavedView, 'name' | 'shared' | 'definition'>>;
export type ClientStageChange = Answer<Schemas['ClientStageChange']>;
export type ClientAssignment = Answer<Schemas['ClientAssignment']>;
export type BatchResult = Answer<Schemas['BatchResult']>;
export type Practice = Answer<Schemas['Practice']>;
export type Suggestion = Answer<Schemas['Suggestion']>;
export type Today = Answer<Schemas['Today']>;
export type TodayItem = Answer<Schemas['TodayItem']>;
/** Why a client is on the list. What does not belong to its kind is left out. */
export type TodayReason = TodayItem['reasons'][number];
export type FunnelReport = Answer<Schemas['FunnelReport']>;
export type FirstTouch = Answer<Schemas['FirstTouch']>;
export type CsmFirstTouch = Answer<Schemas['CsmFirstTouch']>;
export type FirstTouchBucket = Answer<Schemas['FirstTouchBucket']>;
export type FirstTouchReport = Answer<Schemas['FirstTouchReport']>;
export type CsmLoad = Answer<Schemas['CsmLoad']>;
export type SourcesReport = Answer<Schemas['SourcesReport']>;
export type ImportRequest = Schemas['ImportRequest'];
export type ImportRow = Schemas['ImportRow'];
export type ImportResult = Schemas['ImportResult'];
