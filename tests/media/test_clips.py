"""Pictures and clips of the offline studio: the picture carries its layers, the clip moves over the same picture, takes differ."""

import cv2
import numpy as np
import pytest

from director_kernel.errors import JobFailed
from director_kernel.media.clips import clip, told_over
from director_kernel.media.draw import Layer, rasterise
from director_kernel.media.layered import Board, pack, unpack, whole
from director_kernel.media.order import Material, Order
from director_kernel.media.pictures import covering, picture, png, read_picture
from director_kernel.media.probe import gray, loudness, probe, sound, video_frames
from director_kernel.media.studio import render
from director_kernel.media.thumbnail import thumbnail
from director_kernel.schema.plan import Kind, Role
from director_kernel.schema.slots import Character, Movement, ShotSize, Slots, Speed, TimeOfDay

WIDTH, HEIGHT = 320, 180
SLOTS = Slots(
    shot_size=ShotSize.WS,
    time_of_day=TimeOfDay.DUSK,
    setting="sea",
    subject="an old keeper",
    characters=(Character(name="keeper", wardrobe="dark coat"),),
    movement=Movement.TRUCK_LEFT,
    movement_speed=Speed.MEDIUM,
)


def order(kind: Kind, *materials: Material, **changes: object) -> Order:
    fields = {"seed": 4, "slots": SLOTS, "seconds": 0.5, "fps": 12.0, "materials": materials} | changes
    return Order(kind, WIDTH, HEIGHT, **fields)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def board() -> bytes:
    return picture(order(Kind.TEXT_TO_IMAGE))[0].data


def start(data: bytes, mime: str = "image/png", role: Role = Role.START_IMAGE) -> Material:
    return Material(role, mime, data)


def photo(width: int = 200, height: int = 120) -> bytes:
    pixels = np.random.default_rng(1).integers(0, 255, (12, 20, 4)).astype(np.uint8)
    pixels[..., 3] = 255
    return png(cv2.resize(pixels, (width, height), interpolation=cv2.INTER_CUBIC))


def test_a_picture_is_a_png_of_the_right_size_with_its_layers_inside_and_as_svg(board: bytes) -> None:
    main, layers = picture(order(Kind.TEXT_TO_IMAGE))
    assert main.data == board
    assert read_picture(main.data).shape == (HEIGHT, WIDTH, 4)
    assert (layers.role, layers.mime) == ("layers", "image/svg+xml")
    kept = unpack(main.data)
    assert kept is not None
    assert {"bg", "hero", "overlay"} <= {layer.name for layer in kept.layers}
    assert kept.slots == SLOTS
    assert main.meta["studio"] == "previs"


def test_the_layers_put_together_are_the_picture(board: bytes) -> None:
    kept = unpack(board)
    assert kept is not None
    again = rasterise(whole(kept.layers), WIDTH, HEIGHT)[..., :3].astype(int)
    assert np.abs(again - read_picture(board)[..., :3]).mean() < 1.5


@pytest.mark.parametrize(
    "bad", ['<image href="/etc/passwd.png"/>', '<use href="http://x/y"/>', '<g style="fill:url(http://x)"/>', "<!DOCTYPE x>"]
)
def test_layers_that_point_outside_are_not_believed(bad: str) -> None:
    board = Board((Layer("bg", f'<svg viewBox="0 0 1 1">{bad}</svg>', 0.0, 0.0),), Slots(), 1)
    assert unpack(pack(photo(), board)) is None


def test_any_bytes_unpack_to_nothing(board: bytes) -> None:
    assert unpack(b"") is unpack(photo()) is unpack(board[: len(board) // 40]) is None
    broken = bytearray(board)
    broken[60:90] = b"\0" * 30
    assert unpack(bytes(broken)) is None


def test_a_clip_shows_the_picture_it_is_made_from(board: bytes) -> None:
    main, poster = clip(order(Kind.IMAGE_TO_VIDEO, start(board), slots=Slots(movement=Movement.TRUCK_LEFT)))
    facts = probe(main.data)
    assert (facts.width, facts.height, facts.frames, facts.fps) == (WIDTH, HEIGHT, 6, 12)
    middle = list(video_frames(main.data))[3].to_ndarray(format="rgb24").astype(float)
    still = covering(read_picture(board), round(WIDTH * 1.05), round(HEIGHT * 1.05))[4:-4, 8:-8, :3]
    still = cv2.resize(still, (WIDTH, HEIGHT)).astype(float)
    top = slice(20, 150)
    assert np.corrcoef(middle[top].ravel(), still[top].ravel())[0, 1] > 0.95
    assert poster.mime == "image/jpeg"


def test_takes_and_seeds_differ_visibly_and_the_same_take_does_not() -> None:
    first, again, second = (picture(order(Kind.TEXT_TO_IMAGE, take=take))[0].data for take in (1, 1, 2))
    assert first == again
    difference = np.abs(read_picture(first).astype(int) - read_picture(second)).mean()
    assert difference > 2


def test_a_clip_is_the_same_bytes_twice(board: bytes) -> None:
    wanted = order(Kind.IMAGE_TO_VIDEO, start(board))
    assert clip(wanted)[0].data == clip(wanted)[0].data


@pytest.mark.parametrize("size", [(320, 200), (120, 300)])
def test_a_foreign_picture_is_moved_over(size: tuple[int, int]) -> None:
    made = clip(order(Kind.IMAGE_TO_VIDEO, start(photo(*size))))[0]
    frames = gray(made.data).astype(float)
    assert np.abs(frames[-1] - frames[0]).mean() > 1
    assert frames[0].std() > 10


def test_a_picture_that_is_none_is_a_clear_failure() -> None:
    with pytest.raises(JobFailed, match="attach it again"):
        clip(order(Kind.IMAGE_TO_VIDEO, start(b"not a picture")))


def test_a_clip_with_an_end_picture_becomes_it(board: bytes) -> None:
    white = png(np.full((HEIGHT, WIDTH, 4), 255, np.uint8))
    frames = gray(clip(order(Kind.IMAGE_TO_VIDEO, start(board), start(white, role=Role.END_IMAGE), seconds=1.0))[0].data)
    assert frames[-1][20:140].mean() > 215 > 180 > frames[0][20:140].mean()


def test_an_extension_goes_on_from_the_last_frame_and_an_edit_keeps_the_length(board: bytes) -> None:
    source = clip(order(Kind.IMAGE_TO_VIDEO, start(board)))[0].data
    longer = clip(order(Kind.EXTEND, start(source, "video/mp4", Role.SOURCE)))[0].data
    last, first = gray(source)[-1][30:140].astype(float), gray(longer)[0][30:140].astype(float)
    assert np.corrcoef(last.ravel(), first.ravel())[0, 1] > 0.7
    edited = clip(order(Kind.VIDEO_EDIT, start(source, "video/mp4", Role.SOURCE), seconds=0.75))[0].data
    assert probe(edited).frames == 9


def test_an_upscale_is_the_same_picture_larger(board: bytes) -> None:
    large = Order(Kind.UPSCALE, 640, 360, slots=SLOTS, materials=(start(board, role=Role.SOURCE),))
    main = picture(large)[0]
    pixels = read_picture(main.data)
    assert pixels.shape == (360, 640, 4)
    small = cv2.resize(pixels, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA)
    assert np.corrcoef(small[..., :3].ravel(), read_picture(board)[..., :3].ravel())[0, 1] > 0.98
    assert unpack(main.data) is not None
    foreign = picture(Order(Kind.UPSCALE, 640, 360, materials=(start(photo(), role=Role.SOURCE),)))[0]
    assert read_picture(foreign.data).shape == (360, 640, 4)


def test_a_clip_of_a_model_with_sound_is_heard() -> None:
    data = render(order(Kind.TEXT_TO_VIDEO, seconds=1.0, options={"generate_audio": True}))[0].data
    assert probe(data).audio_codec == "aac"
    assert -45 < loudness(sound(data)).rms < -10


@pytest.mark.parametrize(
    ("wanted", "mime"),
    [
        (order(Kind.IMAGE_EDIT), "image/png"),
        (order(Kind.MANUAL, seconds=0.0), "image/png"),
        (order(Kind.MANUAL), "video/mp4"),
        (order(Kind.TEXT, prompt="Write three taglines"), "text/markdown"),
        (order(Kind.SOUND_EFFECT, prompt="surf"), "audio/wav"),
    ],
    ids=lambda value: value.kind.value if isinstance(value, Order) else value,
)
def test_every_kind_has_a_previs_rendering(wanted: Order, mime: str) -> None:
    pieces = render(wanted)
    assert pieces[0].mime == mime
    assert pieces[0].meta["label"] == "previs"
    assert render(wanted)[0].data == pieces[0].data


def test_an_assembly_is_refused_by_name() -> None:
    with pytest.raises(JobFailed, match="assemble"):
        render(order(Kind.ASSEMBLE))


def test_slots_of_the_clip_go_over_those_of_its_picture() -> None:
    mixed = told_over(SLOTS, Slots(movement=Movement.PUSH_IN))
    assert (mixed.movement, mixed.setting) == (Movement.PUSH_IN, "sea")


def test_thumbnails_are_small_pictures_of_anything_that_can_be_seen_or_heard(board: bytes) -> None:
    film = clip(order(Kind.IMAGE_TO_VIDEO, start(board)))[0].data
    bed = render(order(Kind.MUSIC, prompt="warm"))[0].data
    for data, mime in ((board, "image/png"), (film, "video/mp4"), (bed, "audio/wav")):
        assert max(read_picture(thumbnail(data, mime, 160)).shape[:2]) == 160
    assert thumbnail(b"# text", "text/markdown") == b""
