import {
  createTheme,
  type ActionIconProps,
  type ButtonProps,
  type CheckboxProps,
  type CSSVariablesResolver,
  type DrawerProps,
  type InputProps,
  type MenuProps,
  type ModalProps,
  type SelectProps,
  type SwitchProps,
  type TooltipProps,
} from '@mantine/core';

/** Defaults by type alone: naming the components themselves would put all of them into the first load. */
const defaults = <Props>(defaultProps: Partial<Props>) => ({ defaultProps });


/** Mantine wears Rivo's clothes: its sizes and behaviour, our colours, type and spacing. */
export const theme = createTheme({
  fontFamily: 'var(--font)',
  fontFamilyMonospace: 'var(--mono)',
  headings: { fontFamily: 'var(--font)', fontWeight: '600' },
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.25rem' },
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  primaryColor: 'pine',
  primaryShade: { light: 7, dark: 6 },
  colors: {
    pine: [
      '#eaf6f2', '#d3ebe3', '#a8d8ca', '#7ac4b0', '#50af97', '#2f9780', '#187a66', '#0d5c4d', '#0a4a3e', '#073a31',
    ],
    dark: [
      '#e8f0ec', '#b5c4bd', '#93a49c', '#6b7d76', '#3a4b45', '#23322d', '#182420', '#111b18', '#0e1715', '#0b1311',
    ],
  },
  components: {
    Button: defaults<ButtonProps>({ size: 'sm', fw: 600 }),
    ActionIcon: defaults<ActionIconProps>({ variant: 'subtle', color: 'gray', size: 'lg' }),
    Input: defaults<InputProps>({ size: 'sm' }),
    Select: defaults<SelectProps>({ comboboxProps: { shadow: 'md' }, checkIconPosition: 'right' }),
    Menu: defaults<MenuProps>({ shadow: 'md', position: 'bottom-end', withInitialFocusPlaceholder: false }),
    Tooltip: defaults<TooltipProps>({ openDelay: 350, withArrow: false }),
    Modal: defaults<ModalProps>({ centered: true, radius: 'lg', overlayProps: { backgroundOpacity: 0.4 } }),
    Drawer: defaults<DrawerProps>({ overlayProps: { backgroundOpacity: 0.4 } }),
    Checkbox: defaults<CheckboxProps>({ size: 'sm' }),
    Switch: defaults<SwitchProps>({ withThumbIndicator: false }),
  },
});

/** Mantine's own variables, tied to Rivo's tokens, so that both schemes have one source. */
export const variables: CSSVariablesResolver = () => {
  const tied = {
    '--mantine-color-body': 'var(--surface)',
    '--mantine-color-text': 'var(--ink)',
    '--mantine-color-dimmed': 'var(--ink-3)',
    '--mantine-color-placeholder': 'var(--ink-3)',
    '--mantine-color-default': 'var(--surface)',
    '--mantine-color-default-hover': 'var(--hover)',
    '--mantine-color-default-color': 'var(--ink)',
    '--mantine-color-default-border': 'var(--line-mid)',
    '--mantine-color-error': 'var(--rust-ink)',
    '--mantine-color-anchor': 'var(--link)',
    '--mantine-color-gray-light-color': 'var(--ink-2)',
    '--mantine-color-gray-light-hover': 'var(--hover)',
    '--mantine-color-disabled': 'var(--sunken)',
    '--mantine-color-disabled-color': 'var(--ink-3)',
  };
  return { variables: {}, light: tied, dark: tied };
};
