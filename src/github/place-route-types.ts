/** Who may read an organization's secret. Every write has to repeat it. */
export interface Visibility {
  visibility: 'all' | 'private' | 'selected'
  /** Present exactly if the visibility is `selected`. */
  selected_repository_ids?: readonly number[]
}

/** The parameters for writing a secret, whatever the place. */
export interface SecretToWrite {
  secret_name: string
  encrypted_value: string
  key_id: string
  visibility?: Visibility['visibility']
  selected_repository_ids?: number[]
  /** Overrides the timeout for the answer, in milliseconds. */
  request?: { answerWithin: number }
}

/** The parameters for writing a variable. */
export interface VariableToWrite {
  name: string
  value: string
}

type Answer<Data> = Promise<{ status: number; data: Data }>

/** The routes for the secrets of one place. */
export interface SecretRoutes {
  list(page: { per_page: number }): Answer<{ total_count: number }>
  publicKey(): Answer<{ key_id: string; key: string }>
  read(secret: { secret_name: string }): Answer<{ updated_at: string; visibility?: string }>
  write(secret: SecretToWrite): Answer<unknown>
  remove(secret: { secret_name: string }): Answer<unknown>
}

/** The routes for the variables of one place. */
export interface VariableRoutes {
  read(variable: { name: string }): Answer<{ value: string; updated_at: string }>
  create(
    variable: VariableToWrite & Pick<SecretToWrite, 'visibility' | 'selected_repository_ids'>,
  ): Answer<unknown>
  update(variable: VariableToWrite): Answer<unknown>
}
