"""What somebody types is still there when they go back: no form in which one writes is forbidden to be kept."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.client import StrictClient
from tests.databases import SQLITE
from tests.safety.walk import addresses
from tests.safety.world import World

DATABASES = SQLITE


@pytest.mark.parametrize("role", ["visitor", "author"])
def test_every_form_in_which_a_participant_writes_is_kept_by_the_browser(
    app: Flask, full_world: World, client: StrictClient, role: str
) -> None:
    full_world.sign_in(client, role)
    kept: dict[str, str] = {}
    for address in addresses(app, full_world):
        with client.get(address) as answer:
            if answer.mimetype == "text/html" and "<textarea" in answer.text:
                kept[address] = answer.headers["Cache-Control"]
    assert {address: said for address, said in kept.items() if said != "private, no-cache"} == {}
    assert len(kept) > 3
