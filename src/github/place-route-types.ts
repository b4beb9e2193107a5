/** Who may read an organization's secret; every write has to say it again. */
export interface Visibility {
  visibility: 'all' | 'private' | 'selected'
  /** Given exactly when `selected`. */
  selected_repository_ids?: readonly number[]
}

/** What a write of a secret says, whatever the place. */
export interface SecretToWrite {
  secret_name: string
  encrypted_value: string
  key_id: string
  visibility?: Visibility['visibility']
  selected_repository_ids?: number[]
  /** Milliseconds to wait for an answer, if not the usual ones. */
  request?: { answerWithin: number }
}

/** What a write of a variable says. */
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
