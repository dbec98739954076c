"""Where everything stands on the screen, in Textual's CSS."""

CSS = """
Screen { layout: horizontal; background: $background; color: $foreground; }
ModalScreen { background: $background 60%; }
ModalScreen:ansi { background: transparent; }
#sidebar { width: 22; height: 1fr; background: $surface; padding: 0 0 0 1; }
#people { width: 20; height: 1fr; background: $surface; padding: 0 1 0 1; }
#middle { width: 1fr; height: 1fr; }
#topic { background: $panel; }
#status { background: $panel; }
#choices { background: $surface; }
#ringing { background: $accent; color: $background; text-style: bold; }
#writing { height: auto; max-height: 6; border-left: outer $panel; }
.-session #writing { border-left: outer $accent; }
.-listening #writing { border-left: outer $warning; }
#composer { border: none; background: $background; }
#composer:focus { border: none; }
Composer .text-area--placeholder { color: $foreground 50%; }
.hidden { display: none; }
.-session #topic, .-session #status { background: $accent 30%; }
.-listening #topic, .-listening #status { background: $warning 30%; }
Screen:ansi #topic, Screen:ansi #status { background: transparent; text-style: reverse; }
Screen:ansi #ringing { background: transparent; color: $accent; text-style: bold reverse; }
Screen:ansi #sidebar { border-right: solid $foreground; }
Screen:ansi #people { border-left: solid $foreground; }
"""
