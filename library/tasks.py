"""The library's jobs: renditions, and looking where everything is used."""

from contextlib import suppress

from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from library import renditions, usage
from library.models import Picture

AT_ONCE = 100  # pictures, of some seconds each
PAGES_LIVE = 3600  # seconds; what a proxy kept of a page names older renditions until then


@app.task(name="library.make_renditions", queue="pictures", retry=3)
def make_renditions(*, picture_id: int) -> None:
    """Around the point that is chosen now; those around another go when no page names them."""
    picture = Picture.objects.filter(pk=picture_id).first()
    if not picture or picture.cut == picture.focus:
        return
    cut = picture.focus
    renditions.make(picture, cut)
    Picture.objects.filter(pk=picture_id).update(cut=cut)
    if picture.cut:
        later = drop_renditions.configure(schedule_in={"seconds": PAGES_LIVE})
        later.defer(picture_id=picture_id, cut=picture.cut)


@app.task(name="library.drop_renditions", queue="pictures", retry=3)
def drop_renditions(*, picture_id: int, cut: str) -> None:
    """Unless the picture has come back to them meanwhile."""
    picture = Picture.objects.exclude(cut=cut).filter(pk=picture_id).first()
    if picture and picture.focus != cut:
        renditions.drop(picture, cut)


@app.periodic(cron="7 * * * *")
@app.task(name="library.catch_up", queueing_lock="library.catch_up")
def catch_up(timestamp: int) -> None:
    """Pictures whose job failed, or that never had one, get it: none stays large for long."""
    for pk in Picture.objects.behind().values_list("pk", flat=True)[:AT_ONCE]:
        with suppress(AlreadyEnqueued):
            make_renditions.configure(queueing_lock=f"library.renditions.{pk}").defer(picture_id=pk)


@app.periodic(cron="17 3 * * *")
@app.task(name="library.recount", queueing_lock="library.recount")
def recount(timestamp: int) -> None:
    """What a save has not written, an import or a deletion, is in order by the morning."""
    usage.recount()
