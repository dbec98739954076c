"""What a connection is shown while one of its commands waits, and in which order."""

from tests.support.play import World

KEY = "0123456789abcdef0123456789abcdef"


def test_what_is_said_after_waiting_comes_behind_what_others_said_meanwhile() -> None:
    world = World()
    world.client("ann", "message-tags", "echo-message", "parlour.chat/once")
    world.play("ann> JOIN #attic\nbob> JOIN #attic\nann~\nbob~")
    world.clock.slow_reads = True
    world.play(f"ann> @parlour.chat/once={KEY} PRIVMSG #attic :second\nbob> PRIVMSG #attic :first\nann.")
    world.clock.answer_reads()
    world.run()
    world.play(
        """
        bob< :ann!ann@… PRIVMSG #attic :second
        ann< @msgid=… :bob!bob@… PRIVMSG #attic :first
        ann< @msgid=… :ann!ann@… PRIVMSG #attic :second
        ann.
        """
    )


def test_a_channel_joined_after_waiting_comes_behind_what_happened_meanwhile_in_another() -> None:
    world = World()
    world.play("bob> JOIN #attic\nbob> PRIVMSG #attic :before\nbob~")
    world.clock.slow_reads = True
    world.play("ann> JOIN #attic,#cellar\nbob~\nbob> PRIVMSG #attic :meanwhile\nbob> NICK rob\nbob> JOIN #cellar")
    world.clock.answer_reads()
    world.run()
    world.play(
        """
        ann< :ann!ann@… JOIN #attic
        ann< :parlour.local 353 ann = #attic :@bob ann
        ann< :parlour.local 366 ann #attic :End of NAMES list
        ann< :bob!bob@… PRIVMSG #attic :[22:13] before
        ann< :bob!bob@… PRIVMSG #attic :meanwhile
        ann< :bob!bob@… NICK :rob
        ann< :ann!ann@… JOIN #cellar
        ann< :parlour.local 353 ann = #cellar :@rob ann
        ann< :parlour.local 366 ann #cellar :End of NAMES list
        ann.
        """
    )


def test_a_label_keeps_its_batch_around_what_happened_while_its_command_waited() -> None:
    world = World()
    world.client("ann", "batch", "labeled-response")
    world.play("bob> JOIN #attic\nbob> PRIVMSG #attic :before\nbob~")
    world.clock.slow_reads = True
    world.play("ann> @label=7 JOIN #attic,#cellar\nbob> PRIVMSG #attic :meanwhile")
    world.clock.answer_reads()
    world.run()
    world.play(
        """
        ann< @label=7 :parlour.local BATCH +p1 labeled-response
        ann< @batch=p1 :ann!ann@… JOIN #attic
        ann< @batch=p1 :parlour.local 353 …
        ann< @batch=p1 :parlour.local 366 …
        ann< @batch=p1 :parlour.local BATCH +p2 chathistory #attic
        ann< @batch=p2 :bob!bob@… PRIVMSG #attic :[22:13] before
        ann< @batch=p1 :parlour.local BATCH -p2
        ann< :bob!bob@… PRIVMSG #attic :meanwhile
        ann< @batch=p1 :ann!ann@… JOIN #cellar
        ann< @batch=p1 :parlour.local 353 …
        ann< @batch=p1 :parlour.local 366 …
        ann< :parlour.local BATCH -p1
        ann.
        """
    )
