import type { Client, Context } from '@/api/types';

const at = '2026-03-02T09:00:00Z';

const context: Context = {
  intent: null,
  loan_details: {
    current_loan_amount: null,
    monthly_payment: null,
    interest_rate: null,
    loan_type: null,
    property_type: null,
    property_value: null,
  },
  financial_info: { income: null, credit_score: null, debt_to_income: null, employment_status: null },
  preferences: [],
  key_points: [],
  sentiment: 'neutral',
  urgency: 'low',
  summary: null,
};

/** A client for tests; only what matters to the test has to be said. */
export function aClient({ urgency = 'low', ...fields }: Partial<Client> & Pick<Partial<Context>, 'urgency'> = {}): Client {
  return {
    id: 'c1',
    name: 'Ana Ruiz',
    email: 'ana@example.com',
    phone: '+14155550134',
    current_stage: 'contacted',
    stage_changed_at: at,
    assigned_to: null,
    context: { ...context, urgency },
    context_meta: { extractor: null, run_id: null, up_to_position: null, facts: {} },
    extraction: null,
    source: 'chat',
    first_touch_at: null,
    captured_at: at,
    last_message_at: at,
    proposals: [],
    version: 1,
    created_at: at,
    updated_at: at,
    ...fields,
  };
}
