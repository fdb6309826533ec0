/** How waiting leads find their person. */
export interface Rules {
  mode: string;
  /** Whether only those who are licensed in a lead's state get it. */
  byLicence: boolean;
}
